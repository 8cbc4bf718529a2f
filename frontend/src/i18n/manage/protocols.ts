/** Protocols: what is asked, and a manager's own. */
export const protocols = {
  'protocols.all': 'Stored here',
  'protocols.check': 'Check it',
  'protocols.drop': 'Drop a definition here, or choose a file',
  'protocols.dropHint': 'YAML, as docs/protocols.md describes. It is checked, and nothing is stored yet.',
  'protocols.lead': 'A protocol says what is asked, in which order and in which words. Campaigns choose one and keep it.',
  'protocols.mistakes': 'Mistakes in the definition',
  'protocols.own': 'A protocol of your own',
  'protocols.right': '“{title}” can be used',
  'protocols.rightWhy': 'This is what it asks. Stored as {key}, version {version}, it can be chosen by every campaign, and never changes.',
  'protocols.source': 'The definition',
  'protocols.store': 'Store it',
  'protocols.stored': '“{title}” is stored: campaigns can choose it now.',
  'protocols.title': 'Protocols',
  'protocols.version': '{key}, version {version}',
  'protocols.wrong': 'It cannot be used like this',
} as const;
