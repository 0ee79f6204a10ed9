using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Runtime.Process;

/// <summary>What the runtime has of its host: abilities, cgroups, network, state, shims.</summary>
internal sealed class ProcessHost
{
    public ProcessHost(ProcessRuntimeOptions options, IWorkScheduler work, TimeProvider time, ILogger logger)
    {
        Options = options;
        var isRoot = options.Isolate && OperatingSystem.IsLinux() && Linux.Native.Geteuid() == 0;
        Cgroups = new(isRoot);
        Abilities = HostAbilities.Detect(options, Cgroups);
        State = new(Path.GetFullPath(options.StateDirectory));
        Leftovers = new(options.Bridge, Cgroups);
        Network = new(options, Leftovers, Abilities.Isolation);
        Shims = new(options, Abilities, State, Network, work, time, logger);
    }

    public ProcessRuntimeOptions Options { get; }

    public HostAbilities Abilities { get; }

    public CgroupTree Cgroups { get; }

    public StateDirectory State { get; }

    public Leftovers Leftovers { get; }

    public PodNetwork Network { get; }

    public ShimPool Shims { get; }
}
