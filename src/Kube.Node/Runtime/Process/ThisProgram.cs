namespace Kube.Node.Runtime.Process;

/// <summary>How the program that runs now is run once more.</summary>
internal static class ThisProgram
{
    public static IReadOnlyList<string> CommandLine { get; } = Find();

    private static string[] Find()
    {
        var program = Environment.ProcessPath ?? "/proc/self/exe";
        if (Path.GetFileNameWithoutExtension(program) != "dotnet")
            return [program];

        // Run as `dotnet app.dll`: its own launcher starts without the resolver of SDK commands, if it lies beside it.
        var assembly = Path.GetFullPath(Environment.GetCommandLineArgs()[0]);
        var launcher = Path.ChangeExtension(assembly, null);
        return File.Exists(launcher) ? [launcher] : [program, "exec", assembly];
    }
}
