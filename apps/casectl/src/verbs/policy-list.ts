import { policyPublished, POLICY_STREAM_PREFIX } from '@caseline/support-policy';
import { START } from '@caseline/event-sourcing';
import { withLogToRead } from '../stores.ts';
import type { Verb } from '../verb.ts';

/** Lists every version that was ever published. */
export const policyList: Verb = {
  usage: 'policy list',
  summary: 'list the published versions of policy packs',
  needsData: true,
  declare: () => undefined,
  async run(run, given) {
    const versions = await withLogToRead(run, given, async (store) => {
      const found = [];
      const filter = { streamPrefixes: [POLICY_STREAM_PREFIX] };
      for await (const events of store.readAll({ after: START, filter })) {
        for (const { type, data, metadata } of events) {
          if (type !== policyPublished.type) continue;
          const published = policyPublished.read(metadata.schemaVersion, data);
          const { packId, version, hash, content } = published;
          const { recordedAt: publishedAt } = metadata;
          found.push({ packId, version, name: content.name, hash, publishedAt });
        }
      }
      return found;
    });
    await run.result(
      versions,
      versions.map(
        ({ packId, version, name, hash, publishedAt }) =>
          `${packId}@${version}  ${publishedAt}  ${hash.slice(0, 12)}  ${name}`,
      ),
    );
  },
};
