// An SDK client without a network: answers per command, and a record of what was asked. An unexpected command fails the test.

export interface FakeClient<Client> {
  readonly client: Client;
  readonly calls: { readonly command: string; readonly input: Record<string, unknown> }[];
}

type Answer = (input: never, call: number) => unknown;

/** `fakeClient<IoTClient>({ DescribeCertificate: () => ({ … }) })`. What an answer throws is what `send` rejects with. */
export function fakeClient<Client>(answers: Readonly<Record<string, Answer>>): FakeClient<Client> {
  const calls: { command: string; input: Record<string, unknown> }[] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, '');
    const answer = answers[name];
    if (!answer) throw new Error(`${name} was not expected.`);
    calls.push({ command: name, input: command.input });
    return answer(command.input as never, calls.filter((call) => call.command === name).length);
  };
  return { client: { send } as Client, calls };
}
