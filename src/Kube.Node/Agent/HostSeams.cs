using Kube.Api.Client;
using Kube.Node.Cgroups;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Eviction;
using Kube.Node.Hosting;
using Kube.Node.Probes;
using Kube.Node.Registration;
using Kube.Node.Runtime;
using Kube.Node.Tokens;
using Kube.Node.Volumes;
using Kube.Store.Work;

namespace Kube.Node.Agent;

/// <summary>Where the agent meets its machine.</summary>
internal sealed record HostSeams(IPodFiles Files, IProbeNetwork Network, IServiceAccountTokens Tokens, IMachine Machine, IReferencedObjects Objects, Func<CurrentNode, IPodCgroups> Cgroups)
{
    /// <summary>Null where nothing is kept on a disk.</summary>
    public IStorageUse? Storage => Files is LocalPodFiles local ? new LocalStorageUse(local) : null;

    /// <summary>A runtime that simulates pods has nothing that files or packets could reach.</summary>
    public static HostSeams Of(IContainerRuntime runtime, NodeOptions options, IKubeClient client, IWorkScheduler work, TimeProvider time) => runtime is ISimulatedNetwork simulated
        ? new(new HollowPodFiles(), new SimulatedProbeNetwork(simulated), new HollowTokens(), new HollowMachine(options.NodeName, runtime as ISimulatedPressure), new ReferencedObjects(client, time), static _ => new NoPodCgroups())
        : new(new LocalPodFiles(options, time), new LocalProbeNetwork(time), new ServiceAccountTokens(client, time), new LocalMachine(options.RootDirectory), new WatchedObjects(client, work, time),
            node => new PodCgroups(new(wanted: Environment.IsPrivilegedProcess), node));
}
