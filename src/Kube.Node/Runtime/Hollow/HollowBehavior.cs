using System.Globalization;

namespace Kube.Node.Runtime.Hollow;

/// <summary>What one simulated container does from its start to its end.</summary>
public sealed record HollowBehavior
{
    /// <summary>Pod annotation: seconds that its containers run, such as <c>2.5</c>.</summary>
    public const string RunSecondsAnnotation = "hollow.node/run-seconds";

    /// <summary>Pod annotation: exit code of its containers.</summary>
    public const string ExitCodeAnnotation = "hollow.node/exit-code";

    /// <summary>Pod annotation: seconds from start until its containers answer.</summary>
    public const string ReadySecondsAnnotation = "hollow.node/ready-seconds";

    /// <summary>Runs for ever, answers at once, ends when asked to.</summary>
    public static HollowBehavior Forever { get; } = new();

    /// <summary>Why it cannot be started; null when it can.</summary>
    public string? StartFailure { get; init; }

    /// <summary>Time the start takes. Default 0.</summary>
    public TimeSpan StartTime { get; init; }

    /// <summary>Time it runs by itself; null is for ever.</summary>
    public TimeSpan? RunTime { get; init; }

    /// <summary>Exit code when its run time is over.</summary>
    public int ExitCode { get; init; }

    /// <summary>Whether its end is for want of memory: reason <c>OOMKilled</c>, exit code 137.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>Time from start until it answers probes; null is never. Default 0.</summary>
    public TimeSpan? ReadyAfter { get; init; } = TimeSpan.Zero;

    /// <summary>Time from the stop signal to its end; longer than the grace, and it is killed (137). Default 0.</summary>
    public TimeSpan StopTime { get; init; }

    /// <summary>Exit code when it ends by the stop signal. Default 143, as of a program that does not catch it.</summary>
    public int StopExitCode { get; init; } = 143;

    /// <summary>CPUs that it uses all the time. Default 0.001.</summary>
    public double CpuCores { get; init; } = 0.001;

    /// <summary>Bytes of memory that it uses. Default 1 MiB.</summary>
    public long MemoryBytes { get; init; } = 1 << 20;

    /// <summary>Answers commands run in it; null: as <see cref="FromConfig"/> reads commands, with no output.</summary>
    public Func<IReadOnlyList<string>, ExecSyncResult>? Exec { get; init; }

    /// <summary>
    /// The default: <c>true</c>, <c>false</c>, <c>sleep N</c> and a shell's <c>exit N</c> (alone or after <c>sleep N;</c>) do what they say; any other command and every
    /// image run for ever; the pod's annotations overrule.
    /// </summary>
    public static HollowBehavior FromConfig(CreateContainerRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var behavior = FromCommand([.. request.Config.Command, .. request.Config.Args]);
        var annotations = request.SandboxConfig.Annotations;
        if (annotations.Count == 0)
            return behavior;

        if (Number(annotations, RunSecondsAnnotation) is { } run)
            behavior = behavior with { RunTime = TimeSpan.FromSeconds(run) };
        if (Number(annotations, ExitCodeAnnotation) is { } code)
            behavior = behavior with { ExitCode = (int)code, RunTime = behavior.RunTime ?? TimeSpan.Zero };
        if (Number(annotations, ReadySecondsAnnotation) is { } ready)
            behavior = behavior with { ReadyAfter = TimeSpan.FromSeconds(ready) };
        return behavior;
    }

    internal static HollowBehavior FromCommand(IReadOnlyList<string> command)
    {
        if (command is [var shell, "-c", var script, ..] && shell.EndsWith("sh", StringComparison.Ordinal))
            return FromScript(script);
        return command.Count == 0 ? Forever : FromWords(command);
    }

    private static HollowBehavior FromScript(string script)
    {
        var behavior = new HollowBehavior { RunTime = TimeSpan.Zero };
        foreach (var part in script.Split([";", "&&", "\n"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["exit", .. var rest])
                return behavior with { ExitCode = rest is [var code] && int.TryParse(code, CultureInfo.InvariantCulture, out var exit) ? exit & 0xFF : 0 };
            if (words is ["echo", ..])
                continue;

            var step = FromWords(words);
            if (step.RunTime is null)
                return Forever;
            behavior = behavior with { RunTime = behavior.RunTime + step.RunTime, ExitCode = step.ExitCode };
        }

        return behavior;
    }

    private static HollowBehavior FromWords(IReadOnlyList<string> words) => Path.GetFileName(words[0]) switch
    {
        "true" or "echo" => new() { RunTime = TimeSpan.Zero },
        "false" => new() { RunTime = TimeSpan.Zero, ExitCode = 1 },
        "sleep" when words.Count > 1 && double.TryParse(words[1].TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds)
            && seconds < TimeSpan.MaxValue.TotalSeconds / 2 => new() { RunTime = TimeSpan.FromSeconds(seconds) },
        _ => Forever,
    };

    private static double? Number(IReadOnlyDictionary<string, string> annotations, string key) =>
        annotations.TryGetValue(key, out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
