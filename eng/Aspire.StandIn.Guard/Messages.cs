using System.Text.Json.Serialization;

namespace Aspire.StandIn.Guard;

/// <summary>What the AppHost tells its guard, one JSON object per line on the guard's standard input.</summary>
/// <param name="Kind">What is to be done.</param>
/// <param name="Id">Names one run of one program; chosen by the AppHost and never used again.</param>
public sealed record GuardOrder(OrderKind Kind, string Id)
{
    /// <summary>The program to start.</summary>
    public string File { get; init; } = "";

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Its working directory.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Its whole environment: nothing is inherited besides. Sent here, secrets stay off every command line.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How many milliseconds a program may take to end after it was asked to, before it is killed.</summary>
    public int GraceMilliseconds { get; init; }
}

/// <summary>What an order asks for.</summary>
public enum OrderKind
{
    /// <summary>Start a program.</summary>
    Start,

    /// <summary>End a program: ask first, kill after the grace.</summary>
    Stop,
}

/// <summary>What the guard reports, one JSON object per line on its standard output.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Id">The run it happened to.</param>
public sealed record GuardReport(ReportKind Kind, string Id)
{
    /// <summary>A line the program wrote, or why it could not be started.</summary>
    public string Text { get; init; } = "";

    /// <summary>The process id of a started program, the exit code of an ended one.</summary>
    public int Number { get; init; }
}

/// <summary>What a report tells.</summary>
public enum ReportKind
{
    /// <summary>The program runs; the number is its process id.</summary>
    Started,

    /// <summary>The program could not be started; the text says why.</summary>
    Failed,

    /// <summary>A line on the program's standard output.</summary>
    Output,

    /// <summary>A line on the program's standard error.</summary>
    Error,

    /// <summary>The program ended, and all its output has been reported; the number is its exit code.</summary>
    Exited,
}

/// <summary>How orders and reports are written.</summary>
[JsonSerializable(typeof(GuardOrder))]
[JsonSerializable(typeof(GuardReport))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
public sealed partial class GuardJson : JsonSerializerContext;
