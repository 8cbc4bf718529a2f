import type { protocols as english } from '$i18n/manage/protocols';
import type { Translation } from '$i18n/translator';

/** What is asked, and a manager's own protocols, in Simplified Chinese. */
export const protocols: Partial<Translation<typeof english>> = {
  'protocols.all': '这里已有的',
  'protocols.check': '检查',
  'protocols.drop': '将定义拖到这里，或选择文件',
  'protocols.dropHint': 'YAML，格式见 docs/protocols.md。先检查，暂不保存。',
  'protocols.lead': '协议规定问什么、按什么顺序、用什么措辞。项目选定一个并一直使用。',
  'protocols.mistakes': '定义中的错误',
  'protocols.own': '自己的协议',
  'protocols.right': '“{title}”可以使用',
  'protocols.rightWhy': '这是它要问的。保存为 {key}，版本 {version} 后，每个项目都可以选用，且永不改变。',
  'protocols.source': '定义',
  'protocols.startFrom': '以此为起点',
  'protocols.startFromOf': '以此为起点：{title}',
  'protocols.store': '保存',
  'protocols.stored': '“{title}”已保存：现在项目可以选用。',
  'protocols.title': '协议',
  'protocols.version': '{key}，版本 {version}',
  'protocols.wrong': '这样不能使用',
};
