import type { care as english } from '$i18n/manage/care';
import type { Translation } from '$i18n/translator';

/** How a campaign cares for its annotators, in Simplified Chinese. */
export const care: Partial<Translation<typeof english>> = {
  'care.breakMinutes': '休息时长（分钟）',
  'care.consent': '在第一对之前征得同意',
  'care.consentHint': '大家会读到有哪些类型的内容，并选择不想看的。同意之前不发放任何对。',
  'care.day': '每天的敏感对',
  'care.hour': '每小时的敏感对',
  'care.lead': '服务器对每位标注员都遵守这些设置。该休息时，没有开始的对会交给别人。',
  'care.neutral': '其中中性对的百分比',
  'care.neutralHint': '0 到 90。当天完成足够的中性对之前，敏感对会等待。',
  'care.noLimit': '留空表示不限。',
  'care.offAsk': '不征求同意就显示敏感内容？',
  'care.offDo': '不征求同意',
  'care.offWhy': '大家会在没有同意、也没有选择不想看的内容的情况下遇到可能令人不适的提示词和视频。',
  'care.saved': '已保存。从下一对起生效。',
  'care.session': '工作多少分钟后休息',
  'care.support': '支持页面',
  'care.supportHint': '可以找谁谈，附链接。Markdown。同意页面和每次休息都有链接。',
  'care.title': '对标注员的关怀',
  'campaign.part.care': '关怀',
};
