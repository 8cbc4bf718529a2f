/** To report what may be illegal. */
export const report = {
  'report.about': 'What may be illegal?',
  'report.note': 'What did you see? (optional)',
  'report.open': 'Report it',
  'report.prompt': 'The prompt',
  'report.send': 'Report and go on',
  'report.title': 'Report what may be illegal',
  'report.why': 'You need not be sure. It is taken away from everybody at once, until a manager has looked. You are paid for the pair and go on with the next one.',
} as const;
