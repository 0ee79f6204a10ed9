using System.Runtime.InteropServices;

namespace Kube.Node.Runtime.Process;

/// <summary>A program of this host under an image's name.</summary>
public sealed record ProcessImage
{
    /// <summary>Name of the image, such as <c>hello</c>; without a tag it stands for every tag.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path of the program on this host, and arguments that always come first.</summary>
    public required IReadOnlyList<string> EntryPoint { get; init; }

    /// <summary>Arguments when the container gives none.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Environment beneath the container's own.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>Working directory; empty is <c>/</c>.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>
    /// Directories of this host that the program needs. In isolated pods they are mounted, read-only, where any user can reach them, and paths in <see cref="EntryPoint"/> and
    /// <see cref="Environment"/> that begin with them are rewritten: a program under <c>/root</c> runs as nobody all the same.
    /// </summary>
    public IReadOnlyList<string> Directories { get; init; } = [];

    /// <summary>The program that runs now, with arguments that make it something else.</summary>
    /// <param name="name">Name of the image.</param>
    /// <param name="args">Arguments, such as a hidden verb.</param>
    public static ProcessImage OfThisProgram(string name, params IReadOnlyList<string> args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var installation = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var root = Directory.Exists(Path.Combine(installation, "host", "fxr")) ? installation : "";
        var directory = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return new()
        {
            Name = name,
            EntryPoint = [.. ThisProgram.CommandLine, .. args],
            Environment =
            [
                .. root.Length > 0 ? [KeyValuePair.Create("DOTNET_ROOT", root)] : Array.Empty<KeyValuePair<string, string>>(),
                KeyValuePair.Create("DOTNET_gcServer", "0"),
                KeyValuePair.Create("DOTNET_gcConcurrent", "0"),
                KeyValuePair.Create("DOTNET_TieredPGO", "0"),
                KeyValuePair.Create("DOTNET_EnableDiagnostics", "0"),
            ],
            Directories = root.Length > 0 ? [directory, root] : [directory],
        };
    }
}
