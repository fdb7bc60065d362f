import { type Document, isScalar, visit } from 'yaml';

/**
 * `known_hosts: null` turns a safeguard off. A key whose value somebody has left out says nothing of the kind, though
 * YAML reads it as the same null.
 */
export function removeBlankKnownHosts(document: Document): void {
  visit(document, {
    Pair: (_, { key, value }) => {
      const isKey = isScalar(key) && key.value === 'known_hosts';
      const isBlank =
        value === null || (isScalar(value) && value.value === null && (value.source ?? '') === '');
      return isKey && isBlank ? visit.REMOVE : undefined;
    },
  });
}
