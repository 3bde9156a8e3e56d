using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Aspire.StandIn.Guard;

// The parent of every program the AppHost starts. Its standard input is a pipe that only the AppHost holds: when that
// ends, for whatever reason (also SIGKILL), the guard ends all programs and then itself. So nothing is ever left behind,
// and there is no moment in which a program runs that nobody answers for.
using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));

// A signal that ends the AppHost often reaches the guard as well (Ctrl-C, a closed terminal, a killed process group): it
// is the AppHost that decides what the signal means, and the guard follows.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signal => signal.Cancel = true);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);

var programs = new Programs(report =>
{
    lock (output)
    {
        try
        {
            output.WriteLine(JsonSerializer.Serialize(report, GuardJson.Default.GuardReport));
        }
        catch (IOException)
        {
            // Nobody listens any more; what is left to do is to end the programs.
        }
    }
});

while (await input.ReadLineAsync() is { } line)
{
    var order = JsonSerializer.Deserialize(line, GuardJson.Default.GuardOrder)
        ?? throw new InvalidDataException("An order was empty.");
    if (order.Kind == OrderKind.Start)
        programs.Start(order);
    else
        programs.Stop(order.Id, TimeSpan.FromMilliseconds(order.GraceMilliseconds));
}

await programs.StopAllAsync(Programs.GraceWithoutAppHost);
