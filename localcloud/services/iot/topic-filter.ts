// MQTT topic names and filters. [MQTT 3.1.1, 4.7]

/** Whether `filter` matches `topic`. A wildcard in the first level doesn't match topics that begin with `$`. [MQTT-4.7.2-1] */
export function matchesTopicFilter(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const given = topic.split('/');
  if (topic.startsWith('$') && (wanted[0] === '+' || wanted[0] === '#')) return false;
  for (const [index, level] of wanted.entries()) {
    // `sport/#` also matches `sport`.
    if (level === '#') return true;
    if (index >= given.length) return false;
    if (level !== '+' && level !== given[index]) return false;
  }
  return wanted.length === given.length;
}

/** Why a text is not a topic filter, or undefined when it is one. */
export function topicFilterFault(filter: string): string | undefined {
  const levels = filter.split('/');
  if (filter === '') return 'it is empty';
  if (levels.some((level) => level.length > 1 && /[+#]/.test(level))) return '+ and # stand for whole levels';
  if (levels.slice(0, -1).includes('#')) return '# is the last level';
  return undefined;
}
