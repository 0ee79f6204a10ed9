namespace Kube.Node.Runtime.Process.Shim;

/// <summary>
/// The small process that stands over each pod of the process runtime: it starts the pod's containers, keeps their logs and exit records, and outlives the agent.
/// It is the host's own program, run again with an argument of its own.
/// </summary>
/// <remarks>
/// <para>A host that uses the process runtime calls <see cref="TryRun"/> first of all in its <c>Main</c>, before options are parsed or a host is built: the shim must start
/// fast and stay small.</para>
/// <code>
/// if (NodeShim.TryRun(args, out var exitCode))
///     return exitCode;
/// </code>
/// </remarks>
public static class NodeShim
{
    /// <summary>The first argument of a shim's command line.</summary>
    public const string Argument = "kube-node-shim";

    /// <summary>Runs the shim if the command line asks for it, until its pod ends.</summary>
    /// <param name="args">The command line, without the program.</param>
    /// <param name="exitCode">What <c>Main</c> returns when this is true.</param>
    /// <returns>False when this is no shim and <c>Main</c> goes on.</returns>
    public static bool TryRun(IReadOnlyList<string> args, out int exitCode)
    {
        ArgumentNullException.ThrowIfNull(args);
        exitCode = 0;
        if (args.Count != 2 || args[0] != Argument)
            return false;
        exitCode = new ShimServer(args[1]).Run();
        return true;
    }
}
