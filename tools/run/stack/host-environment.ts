const HOST_VARIABLES = `
  PATH Path HOME USERPROFILE TMPDIR TEMP TMP SystemRoot LANG TZ
  NODE_OPTIONS NODE_EXTRA_CA_CERTS LD_LIBRARY_PATH
`
  .trim()
  .split(/\s+/);

/**
 * What any process needs from the machine's environment, and none of this project's settings: a DATABASE_URL in
 * somebody's shell never reaches a throw-away stack.
 */
export function hostEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of HOST_VARIABLES) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
