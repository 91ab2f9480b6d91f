/** PromQL by its grammar: whether a query parses, and which metrics it asks for. */
import { parser } from '@prometheus-io/lezer-promql';

/** Grafana's own words in a query, as Prometheus would get them. */
export const withoutVariables = (query: string): string =>
  query.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.+');

/** What does not parse; empty for a sound query. */
export function syntaxFaults(query: string): readonly string[] {
  const faults: string[] = [];
  parser.parse(query).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) faults.push(`at ${from}: ${query.slice(from, Math.max(to, from + 20))}`);
    },
  });
  return faults;
}

/** Names of the metrics in a query, without labels and functions. */
export function metricsIn(query: string): readonly string[] {
  const names = new Set<string>();
  parser.parse(query).iterate({
    enter: ({ name, node }) => {
      if (name !== 'VectorSelector') return;
      const identifier = node.getChild('Identifier');
      if (identifier !== null) names.add(query.slice(identifier.from, identifier.to));
    },
  });
  return [...names];
}

/** Counters that are asked for without a rate or an increase: such a line only ever goes up. */
export function bareCounters(query: string): readonly string[] {
  const bare: string[] = [];
  parser.parse(query).iterate({
    enter: ({ name, node, from, to }) => {
      if (name !== 'VectorSelector' || !/_(total|count|bucket|sum)\b/.test(query.slice(from, to))) {
        return;
      }
      if (node.parent?.name !== 'MatrixSelector') bare.push(query.slice(from, to));
    },
  });
  return bare;
}
