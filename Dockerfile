# One image, four commands: gateway, valuation-worker, replay, migrate. test/e2e/image.e2e.spec.ts performs these steps.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit
COPY tsconfig.json tsconfig.build.json ./
COPY apps ./apps
COPY libs ./libs
COPY tools ./tools
COPY scripts/build-console.mjs ./scripts/
COPY data/manifests ./data/manifests
RUN npm run build

# What is optional is the embedded Postgres of `npm start`, and native code that has a fallback in JavaScript.
FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit

FROM ${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY data ./data
COPY docker/entrypoint.sh ./docker/
# The user `node` of the image, by number: Kubernetes must see that it is not root.
USER 1000:1000
EXPOSE 3000 3001 3002
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=3s --retries=3 CMD ["node", "dist/tools/cli/health/main.js"]
ENTRYPOINT ["sh", "docker/entrypoint.sh"]
CMD ["gateway"]
