// The command `mcp`: serves the operations of the API to an assistant over the standard input and output.
import type { Command } from 'commander';
import type { Setup } from '../setup.ts';

export function addMcpCommand({ program, connected }: Setup): void {
  program
    .command('mcp')
    .description('run an MCP server over stdio; it only reads, unless --allow-writes')
    .option('--allow-writes', 'also offer tools that change jobs and runs')
    .action(async ({ allowWrites = false }: { allowWrites?: boolean }, command: Command) => {
      const { scheduler } = connected(command);
      const [{ createMcpServer }, { StdioServerTransport }] = await Promise.all([
        import('../mcp/server.ts'),
        import('@modelcontextprotocol/sdk/server/stdio.js'),
      ]);
      const server = createMcpServer(scheduler, { allowWrites });
      const closed = new Promise<void>((resolve) => {
        server.onclose = resolve;
        process.stdin.on('end', resolve);
      });
      await server.connect(new StdioServerTransport());
      await closed;
    });
}
