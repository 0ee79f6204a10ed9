using System.Net;
using Kube.Node.Errors;

namespace Kube.Node.Runtime.Hollow;

/// <summary>All simulated sandboxes and containers of one node. One lock over the tables, never held while anything is called that could come back.</summary>
internal sealed class HollowPods(HollowRuntimeOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HollowSandbox> _sandboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HollowContainer> _containers = new(StringComparer.Ordinal);

    // The agent asks by pod: a node of a thousand pods must not be read whole for each.
    private readonly Dictionary<string, List<HollowSandbox>> _byPod = new(StringComparer.Ordinal);
    private AddressPool _addresses = new(options.PodCidr);
    private long _sequence;

    public RuntimeEvents Events { get; } = new();

    /// <summary>Why every call fails now; null when they do not.</summary>
    public string? Failure { get; set; }

    public void ThrowIfFailing()
    {
        if (Failure is { } message)
            throw new RuntimeFailureException("hollow runtime", message);
    }

    public void UsePodCidr(string cidr)
    {
        lock (_lock)
        {
            if (_addresses.Network == IPNetwork.Parse(cidr))
                return;
            _addresses = new(cidr);
            foreach (var sandbox in _sandboxes.Values)
            {
                if (sandbox.Address is { } address && _addresses.Network.Contains(address))
                    _addresses.Claim(address);
            }
        }
    }

    public HollowSandbox AddSandbox(SandboxConfig config)
    {
        lock (_lock)
        {
            IPAddress? address = null;
            if (config.Security.Network != NamespaceMode.Node)
                address = _addresses.Take() ?? throw new RuntimeFailureException("pod network", $"no address is free in {_addresses.Network}");
            var sandbox = new HollowSandbox(++_sequence, config, address, time.GetUtcNow());
            _sandboxes.Add(sandbox.Status.Id, sandbox);
            if (PodOf(sandbox.Status.Labels) is { } pod)
            {
                if (!_byPod.TryGetValue(pod, out var sandboxes))
                    _byPod.Add(pod, sandboxes = []);
                sandboxes.Add(sandbox);
            }

            return sandbox;
        }
    }

    public HollowContainer AddContainer(CreateContainerRequest request, ImageName image)
    {
        lock (_lock)
        {
            if (!_sandboxes.TryGetValue(request.SandboxId, out var sandbox))
                throw new SandboxNotFoundException(request.SandboxId);
            if (sandbox.Status.State != SandboxState.Ready)
                throw new RuntimeFailureException("create container", $"sandbox {request.SandboxId} is not ready");
            var container = new HollowContainer(++_sequence, request, image, options.Behavior, time, Events);
            _containers.Add(container.Status.Id, container);
            sandbox.Containers.Add(container);
            return container;
        }
    }

    public HollowContainer Get(string containerId) => Find(containerId) ?? throw new ContainerNotFoundException(containerId);

    public HollowContainer? Find(string containerId)
    {
        lock (_lock)
            return _containers.GetValueOrDefault(containerId);
    }

    public SandboxStatus GetSandbox(string sandboxId)
    {
        lock (_lock)
            return _sandboxes.TryGetValue(sandboxId, out var sandbox) ? sandbox.Status : throw new SandboxNotFoundException(sandboxId);
    }

    /// <summary>Ends what runs in a sandbox, gives its address back, and says so.</summary>
    public void StopSandbox(string sandboxId)
    {
        HollowContainer[] containers;
        SandboxStatus status;
        lock (_lock)
        {
            if (!_sandboxes.TryGetValue(sandboxId, out var sandbox) || sandbox.Status.State != SandboxState.Ready)
                return;
            if (sandbox.Stop() is { } address && _addresses.Network.Contains(address))
                _addresses.Return(address);
            containers = [.. sandbox.Containers];
            status = sandbox.Status;
        }

        foreach (var container in containers)
            container.Exit(HollowContainer.Killed, outOfMemory: false);
        Tell(ContainerEventKind.Stopped, status);
    }

    public void RemoveSandbox(string sandboxId)
    {
        StopSandbox(sandboxId);
        SandboxStatus status;
        lock (_lock)
        {
            if (!_sandboxes.Remove(sandboxId, out var sandbox))
                return;
            foreach (var container in sandbox.Containers)
                _containers.Remove(container.Status.Id);
            status = sandbox.Status;
            if (PodOf(status.Labels) is { } pod && _byPod.TryGetValue(pod, out var sandboxes) && sandboxes.Remove(sandbox) && sandboxes.Count == 0)
                _byPod.Remove(pod);
        }

        Tell(ContainerEventKind.Deleted, status);
    }

    public void RemoveContainer(HollowContainer container)
    {
        container.Exit(HollowContainer.Killed, outOfMemory: false);
        lock (_lock)
        {
            if (!_containers.Remove(container.Status.Id))
                return;
            if (_sandboxes.TryGetValue(container.Status.SandboxId, out var sandbox))
                sandbox.Containers.Remove(container);
        }

        container.Tell(ContainerEventKind.Deleted);
    }

    public bool Answers(string containerId) => Failure is null && Find(containerId) is { Ready: true };

    public IReadOnlyList<SandboxStatus> List(SandboxFilter filter)
    {
        lock (_lock)
        {
            var found = new List<HollowSandbox>();
            foreach (var sandbox in Candidates(filter.Labels))
                if (filter.Matches(sandbox.Status)) found.Add(sandbox);
            return NewestFirst(found, static sandbox => sandbox.Sequence, static sandbox => sandbox.Status);
        }
    }

    public HollowContainer[] Find(ContainerFilter filter)
    {
        lock (_lock)
        {
            var found = new List<HollowContainer>();
            if (filter.SandboxId is { } sandboxId)
            {
                if (_sandboxes.TryGetValue(sandboxId, out var sandbox)) Take(sandbox.Containers);
            }
            else if (PodOf(filter.Labels) is null)
            {
                Take(_containers.Values);
            }
            else
            {
                foreach (var sandbox in Candidates(filter.Labels)) Take(sandbox.Containers);
            }

            return NewestFirst(found, static container => container.Sequence, static container => container);

            void Take(IReadOnlyCollection<HollowContainer> containers)
            {
                foreach (var container in containers)
                    if (filter.Matches(container.Status)) found.Add(container);
            }
        }
    }

    public void Tell(ContainerEventKind kind, SandboxStatus sandbox) => Events.Publish(new()
    {
        Kind = kind,
        ContainerId = sandbox.Id,
        SandboxId = sandbox.Id,
        PodUid = sandbox.Metadata.Uid,
        CreatedAt = time.GetUtcNow(),
    });

    // Containers carry the label of their sandbox's pod, as all of a pod does.
    private static string? PodOf(IReadOnlyDictionary<string, string> labels) => labels.GetValueOrDefault(Agent.RuntimeLabels.PodUid);

    private static TStatus[] NewestFirst<T, TStatus>(List<T> found, Func<T, long> sequenceOf, Func<T, TStatus> statusOf)
    {
        if (found.Count > 1) found.Sort((left, right) => sequenceOf(right).CompareTo(sequenceOf(left)));
        var statuses = new TStatus[found.Count];
        for (var i = 0; i < statuses.Length; i++) statuses[i] = statusOf(found[i]);
        return statuses;
    }

    private IReadOnlyCollection<HollowSandbox> Candidates(IReadOnlyDictionary<string, string> labels) =>
        PodOf(labels) is not { } pod ? _sandboxes.Values : _byPod.TryGetValue(pod, out var sandboxes) ? sandboxes : [];
}
