// Prints the help text of every command of `lensgate` as one JSON object: { "": …, "manifest": …, "manifest add": … }.
import { main } from '../../cli/main.ts';

const helps: Record<string, string> = {};
const write = process.stdout.write.bind(process.stdout);

async function collect(command: readonly string[]): Promise<void> {
  let help = '';
  process.stdout.write = (text) => ((help += String(text)), true);
  await main(['node', 'lensgate', ...command, '--help']);
  helps[command.join(' ')] = help;
  const commands = /\nCommands:\n([^]*?)(?:\n\n|$)/.exec(help)?.[1] ?? '';
  for (const [, name] of commands.matchAll(/^ {2}([a-z-]+)/gm)) if (name !== 'help') await collect([...command, name!]);
}

await collect([]);
write(JSON.stringify(helps), () => process.exit(0));
