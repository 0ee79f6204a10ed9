using System.Collections.Frozen;
using Kube.Scheduling.Cycle;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Hosting;
using Kube.Scheduling.Loop;

namespace Kube.Scheduling.Simulation;

internal sealed class SchedulerSimulator(IEnumerable<ProfileRegistration> profiles, IEnumerable<ISchedulingPlugin> own, SchedulerInbox inbox) : ISchedulerSimulator
{
    private readonly ProfileRegistration[] _profiles = [.. profiles];
    private readonly ISchedulingPlugin[] _own = [.. own];

    public Simulation Empty() => new(MakeProfiles);

    public async ValueTask<Simulation> ForkAsync(CancellationToken cancellationToken)
    {
        var state = inbox.State ?? throw new InvalidOperationException("the scheduler does not run in this process");
        var copied = new TaskCompletionSource<ClusterCopy>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Only the loop may look at its model, and it does between two attempts.
        inbox.Notes.Add(ClusterNoteKind.Action, (Action)(() => copied.TrySetResult(ClusterCopy.Of(state.Cluster))));
        var simulation = Empty();
        (await copied.Task.WaitAsync(cancellationToken)).ApplyTo(simulation.Cluster);
        return simulation;
    }

    private FrozenDictionary<string, SchedulingProfile> MakeProfiles(ClusterModel cluster) =>
        _profiles.Select(profile => ProfileFactory.Make(profile.Options, cluster, _own, ProfileParts.None)).ToFrozenDictionary(static profile => profile.Name);
}
