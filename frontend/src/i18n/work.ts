/** What somebody has done and earned, and what they get at the end. */
export const work = {
  'work.code': 'Your completion code: {code}',
  'work.codeWhy': 'Hand it in where you were sent from.',
  'work.earned': 'Earned',
  'work.hourly': '{amount} an hour of work',
  'work.inAll': 'In all',
  'work.left.one': '{count} more pair is open to you',
  'work.left.other': '{count} more pairs are open to you',
  'work.link': 'Confirm that you are done',
  'work.pace': 'Your pace',
  'work.paceUnit': 'a pair',
  'work.pairs.one': '{count} pair',
  'work.pairs.other': '{count} pairs',
  'work.rate': '{amount} a pair now',
  'work.skipped.one': '{count} of them skipped, paid too',
  'work.skipped.other': '{count} of them skipped, paid too',
  'work.today': 'Today',
} as const;
