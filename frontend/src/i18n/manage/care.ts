/** How a campaign cares for its annotators. */
export const care = {
  'care.breakMinutes': 'Length of a break, in minutes',
  'care.consent': 'Ask for consent before the first pair',
  'care.consentHint': 'People read which kinds of content there are and choose what they do not want to see. Nothing is given out before they agree.',
  'care.day': 'Sensitive pairs a day',
  'care.hour': 'Sensitive pairs an hour',
  'care.lead': 'The server keeps to this for every annotator. What is not begun when a break is due goes to others.',
  'care.neutral': 'Neutral pairs among them, in percent',
  'care.neutralHint': '0 to 90. Sensitive pairs wait until enough neutral ones of the day are done.',
  'care.noLimit': 'Leave it empty for no limit.',
  'care.saved': 'Saved. It holds from the next pair on.',
  'care.session': 'Break after so many minutes of work',
  'care.support': 'Support page',
  'care.supportHint': 'Whom to talk to, with links. Markdown. Linked from the consent and from every break.',
  'care.title': 'Care for annotators',
  'campaign.part.care': 'Care',
} as const;
