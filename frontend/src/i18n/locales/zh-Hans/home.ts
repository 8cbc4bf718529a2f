import type { home as english } from '$i18n/home';
import type { Translation } from '$i18n/translator';

/** The campaigns one belongs to, and what one has judged, in Simplified Chinese. */
export const home: Translation<typeof english> = {
  'campaign.closed': '已关闭',
  'campaign.closedWhy': '此任务已完成。感谢您的工作。',
  'campaign.draft': '草稿',
  'campaign.draftWhy': '此任务尚未开放。',
  'campaign.open': '进行中',
  'campaign.paused': '已暂停',
  'campaign.pausedWhy': '团队已暂停此任务。您完成的内容都已保留，请稍后再来。',

  'history.complete': '已判断',
  'history.goOn': '继续判断',
  'history.gone': '这里展示过的内容已被撤下或正在审查。您的这项工作照常计酬。',
  'history.lead': '您在“{campaign}”中判断过的内容。仅供查看：已发送的回答不会改变。',
  'history.more': '显示更早的记录',
  'history.none': '还没有判断过',
  'history.noneWhy': '您完成的每一对视频及您的回答都会显示在这里。',
  'history.returned': '已退回给您',
  'history.round': '第 {count} 轮',
  'history.skipped': '已跳过',
  'history.title': '我的回答',
  'history.veiled': '提示词和画面已隐藏。',
  'history.withdrawn': '已撤回',

  'home.consent': '观看范围',
  'home.continue': '继续',
  'home.dashboard': '数据面板',
  'home.history': '我的回答',
  'home.judged.other': '您已判断 {count} 对',
  'home.lookAgain': '再看一次',
  'home.manage': '管理',
  'home.noCampaigns': '还没有任务',
  'home.noCampaignsWhy': '任务请人们判断一个语料库中的视频对。请先建立语料库：导入提示词和视频。',
  'home.nothing': '暂时没有您的工作',
  'home.nothingWhy': '您已以 {name} 的身份登录，但还没有加入任何任务。邀请您的人可以把您加入，您无需再做什么。',
  'home.openCampaign': '开始一个任务',
  'home.placesLeft.other': '还有 {count} 个名额待完成',
  'home.start': '开始判断',
  'home.title': '我的任务',
  'home.toCorpora': '前往语料库',
};
