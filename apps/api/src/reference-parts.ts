import type { Provider, Type } from '@nestjs/common';
import { AnalyticsController } from './analytics/analytics.controller.ts';
import { BusinessSpans } from './analytics/business-spans.ts';
import { CountsController } from './analytics/counts.controller.ts';
import { FigureDesk } from './analytics/figure-desk.ts';
import { CaseOrganizations } from './feed/case-organizations.ts';
import { FeedController } from './feed/feed.controller.ts';
import { usualPace } from './feed/feed-text.ts';
import { FEED_LIMITS, LiveFeeds, type FeedLimits } from './feed/live-feeds.ts';
import { HealthController } from './health/health.controller.ts';
import { HEALTH_SOURCES, type HealthSources } from './health/health-sources.ts';
import { MetricsController } from './metrics/metrics.controller.ts';
import { OpenApiController } from './openapi/openapi.controller.ts';
import { ChannelsController } from './policies/channels.controller.ts';
import { PoliciesController } from './policies/policies.controller.ts';
import { ProblemsController } from './problems/problems.controller.ts';
import { WhatIfDesk } from './what-if/what-if-desk.ts';
import { WhatIfController } from './what-if/what-if.controller.ts';

/** Clients of the live feed at the same time. */
const MAX_FEEDS = 200;
/** A client that takes nothing for so long is dropped; a heartbeat comes four times as often. */
const STALL_MS = 60_000;

/** Controllers of what surrounds the cases: reference, operations and the live feed. */
export const referenceControllers: readonly Type[] = [
  AnalyticsController,
  ChannelsController,
  CountsController,
  FeedController,
  HealthController,
  MetricsController,
  OpenApiController,
  PoliciesController,
  ProblemsController,
  WhatIfController,
];

/**
 * What they work on. The module gives `CaseEngine`, `TokenVerifier`, the tokens of `ports.ts`,
 * `LOGGER` and the sources of health.
 */
export const referenceProviders = (sources: HealthSources): readonly Provider[] => [
  BusinessSpans,
  CaseOrganizations,
  FigureDesk,
  LiveFeeds,
  WhatIfDesk,
  {
    provide: FEED_LIMITS,
    useValue: { ...usualPace, maxFeeds: MAX_FEEDS, stallMs: STALL_MS } satisfies FeedLimits,
  },
  { provide: HEALTH_SOURCES, useValue: sources },
];
