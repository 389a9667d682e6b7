// The rule SQL that is understood, and how the rest is refused. Expected values follow the IoT SQL reference.
import { describe, expect, it } from '@jest/globals';
import type { IotMessage } from '../../../localcloud/services/iot/messages.ts';
import { runQuery } from '../../../localcloud/services/iot/rules/run-query.ts';
import { parseRuleSql } from '../../../localcloud/services/iot/rules/sql.ts';
import { matchesTopicFilter } from '../../../localcloud/services/iot/topic-filter.ts';

const context = { accountId: '000000000000', now: 1_552_061_705_277 };
const message: IotMessage = {
  topic: 'a/b/c',
  payload: Buffer.from(JSON.stringify({ t: 21, s: 'on', deep: { er: { n: 1 } }, no: null, nine: '9', yes: true })),
  clientId: 'front-door',
  principal: 'f00d',
};
const run = (sql: string, on: IotMessage = message): unknown => {
  const output = runQuery(parseRuleSql(sql), on, context);
  return output === undefined ? undefined : JSON.parse(output);
};

describe('SELECT', () => {
  it.each<[string, unknown]>([
    ["SELECT t FROM '#'", { t: 21 }],
    ["select t as temperature, s from 'a/+/c'", { temperature: 21, s: 'on' }],
    ["SELECT deep.er.n FROM '#'", { n: 1 }],
    ["SELECT deep.er AS inner FROM '#'", { inner: { n: 1 } }],
    ["SELECT missing, no FROM '#'", { no: null }],
    [
      "SELECT topic() AS t, topic(1) AS first, topic(3) AS third, topic(4) AS none FROM '#'",
      { t: 'a/b/c', first: 'a', third: 'c' },
    ],
    ["SELECT timestamp(), accountid() AS account FROM '#'", { timestamp: 1_552_061_705_277, account: '000000000000' }],
    // [FIPS 180-4: SHA-256 of "abc"]
    [
      "SELECT sha256('abc') AS hash, sha256(nothing) AS none FROM '#'",
      { hash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' },
    ],
    ["SELECT clientid() AS client, principal() AS who FROM '#'", { client: 'front-door', who: 'f00d' }],
    ["SELECT 'it''s' AS text, -1.5 AS number, true AS flag FROM '#'", { text: "it's", number: -1.5, flag: true }],
    ["SELECT *, topic(2) AS level FROM '#'", { ...(JSON.parse(message.payload.toString()) as object), level: 'b' }],
  ])('%s', (sql, expected) => {
    expect(run(sql)).toEqual(expected);
  });

  it('hands the payload of SELECT * through byte for byte, JSON or not', () => {
    for (const text of ['{ "b":1,  "a":2 }', 'not JSON', '[1]']) {
      expect(runQuery(parseRuleSql("SELECT * FROM '#'"), { ...message, payload: Buffer.from(text) }, context)).toBe(
        text,
      );
    }
  });

  it('knows no client of messages that AWS publishes', () => {
    const { clientId: _, ...published } = message;
    expect(run("SELECT clientid() AS client FROM '#'", published)).toEqual({ client: 'n/a' });
  });

  it('makes a new UUID each time', () => {
    const sql = "SELECT newuuid() AS id FROM '#'";
    expect(run(sql)).toEqual({ id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as unknown });
    expect(run(sql)).not.toEqual(run(sql));
  });
});

describe('WHERE', () => {
  it.each<[string, boolean]>([
    ['t = 21', true],
    ['t = 22', false],
    ['t <> 21', false],
    ['t > 20', true],
    ['t < 20', false],
    ['t >= 21 AND t <= 21', true],
    ["s = 'on'", true],
    ["s = 'ON'", false],
    ["s <> 'off'", true],
    ['nine < 10', true],
    ["t = '21'", true],
    ['s = 5', false],
    ['s <> 5', true],
    ['missing = 1', false],
    ['missing <> 1', false],
    ['no = null', true],
    ['yes = true', true],
    ['yes', true],
    ['t', false],
    ['deep.er.n = 1', true],
    ["topic(2) = 'b'", true],
    ["t = 0 AND s = 'on' OR s = 'on'", true],
    ["t = 0 AND (s = 'on' OR s = 'on')", false],
  ])('%s: %s', (where, matches) => {
    expect(run(`SELECT t FROM 'a/#' WHERE ${where}`) !== undefined).toBe(matches);
  });
});

describe('what is not understood', () => {
  it.each([
    ["SELECT * FROM 'a' GROUP BY b", 'GROUP'],
    ["SELECT get(x, 1) FROM 'a'", 'get'],
    ["SELECT temperature + 1 AS t FROM 'a'", '+'],
    ["SELECT count(*) FROM 'a'", 'count'],
    ["SELECT * FROM 'a' WHERE NOT b", 'NOT'],
    ["SELECT VALUE * FROM 'a'", 'VALUE'],
    ["SELECT (SELECT v FROM e) FROM 'a'", '('],
    ["SELECT topic(0) FROM 'a'", '0'],
    ["SELECT 'x' FROM 'a'", 'x'],
    ["SELECT * FROM 'a' WHERE b LIKE 'c'", 'LIKE'],
    ["SELECT * FROM 'a/#/b'", 'a/#/b'],
    ['SELECT * FROM a', 'a'],
    ['SELECT *', 'the end'],
    ["DELETE FROM 'a'", 'DELETE'],
    ["SELECT * FROM 'a' WHERE b = {}", '{}'],
    ["SELECT * FROM 'a", "'a"],
  ])('%s is refused at "%s"', (sql, token) => {
    expect(() => parseRuleSql(sql)).toThrow(
      expect.objectContaining({ name: 'SqlParseException', message: expect.stringContaining(`"${token}"`) as unknown }),
    );
  });
});

describe('topic filters', () => {
  // Examples of MQTT 3.1.1, 4.7.1 and 4.7.2.
  it.each([
    ['sport/tennis/player1/#', 'sport/tennis/player1', true],
    ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
    ['sport/tennis/player1/#', 'sport/tennis/player2', false],
    ['sport/#', 'sport', true],
    ['#', 'sport', true],
    ['#', '$SYS/monitor', false],
    ['+/monitor/Clients', '$SYS/monitor/Clients', false],
    ['$SYS/#', '$SYS/monitor', true],
    ['sport/tennis/+', 'sport/tennis/player1', true],
    ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
    ['sport/+', 'sport', false],
    ['sport/+', 'sport/', true],
    ['+/+', '/finance', true],
    ['/+', '/finance', true],
    ['+', '/finance', false],
    ['$aws/events/certificates/registered/+', '$aws/events/certificates/registered/ab', true],
  ])('%s matches %s: %s', (filter, topic, matches) => {
    expect(matchesTopicFilter(filter, topic)).toBe(matches);
  });
});
