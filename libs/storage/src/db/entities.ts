import { BatchEntity } from "../batches/batch.entity.js";
import { BatchChunkEntity } from "../batches/batch-chunk.entity.js";
import { BatchRefusalEntity } from "../batches/batch-refusal.entity.js";
import { SettingEntity } from "./setting.entity.js";
import { DisputeEntity } from "../decisions/dispute.entity.js";
import { DisputeVoteEntity } from "../decisions/dispute-vote.entity.js";
import { FundEntity } from "../funds/fund.entity.js";
import { FundFlowEntity } from "../funds/fund-flow.entity.js";
import { FundNavEntity } from "../funds/fund-nav.entity.js";
import { FundPositionEntity } from "../funds/fund-position.entity.js";
import { IdempotencyKeyEntity } from "../keys/idempotency-key.entity.js";
import { KeyUsageEntity } from "../keys/key-usage.entity.js";
import { EventEntity } from "../log/event.entity.js";
import { StreamEntity } from "../log/stream.entity.js";
import { DomainStateEntity } from "../market/domain-state.entity.js";
import { OrderEntity } from "../market/order.entity.js";
import { TradeEntity } from "../market/trade.entity.js";
import { TradeMinuteEntity } from "../market/trade-minute.entity.js";
import { CaptureEntity } from "../streams/capture.entity.js";
import { ManifestEntity } from "../streams/manifest.entity.js";
import { ManifestEventEntity } from "../streams/manifest-event.entity.js";
import { ReplayEntity } from "../streams/replay.entity.js";
import { UnlistedManifestEntity } from "../streams/unlisted-manifest.entity.js";
import { ValuationEntity } from "../valuations/valuation.entity.js";

/** All tables. A spec compares them with a migrated database. */
export const ENTITIES = [
  BatchEntity,
  BatchChunkEntity,
  BatchRefusalEntity,
  SettingEntity,
  DisputeEntity,
  DisputeVoteEntity,
  FundEntity,
  FundFlowEntity,
  FundNavEntity,
  FundPositionEntity,
  IdempotencyKeyEntity,
  KeyUsageEntity,
  EventEntity,
  StreamEntity,
  DomainStateEntity,
  OrderEntity,
  TradeEntity,
  TradeMinuteEntity,
  CaptureEntity,
  ManifestEntity,
  ManifestEventEntity,
  ReplayEntity,
  UnlistedManifestEntity,
  ValuationEntity,
];
