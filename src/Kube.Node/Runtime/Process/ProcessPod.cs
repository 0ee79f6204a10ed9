using System.Collections.Immutable;

namespace Kube.Node.Runtime.Process;

/// <summary>One sandbox as the agent knows it. Its record is swapped whole; its containers likewise.</summary>
internal sealed class ProcessPod(SandboxRecord record, bool ready, bool isolated)
{
    private ImmutableArray<ProcessContainer> _containers = [];
    private volatile SandboxRecord _record = record;
    private int _ready = ready ? 1 : 0;

    public SandboxRecord Record
    {
        get => _record;
        set => _record = value;
    }

    public string Id => Record.Id;

    public bool IsReady => Volatile.Read(ref _ready) == 1;

    /// <summary>Whether it has namespaces of its own.</summary>
    public bool IsIsolated { get; } = isolated;

    public ImmutableArray<ProcessContainer> Containers => _containers;

    /// <summary>The loop that hears from its shim; kept so that it can be awaited.</summary>
    public Task Watching { get; set; } = Task.CompletedTask;

    /// <summary>True for the one who makes it not ready, and so cleans up.</summary>
    public bool TryEnd() => Interlocked.Exchange(ref _ready, 0) == 1;

    public void Add(ProcessContainer container) => ImmutableInterlocked.Update(ref _containers, static (all, one) => all.Insert(0, one), container);

    public void Remove(ProcessContainer container) => ImmutableInterlocked.Update(ref _containers, static (all, one) => all.Remove(one), container);

    public ProcessContainer? Find(string id) => _containers.FirstOrDefault(container => container.Record.Id == id);

    public SandboxStatus Status => new()
    {
        Id = Id,
        Metadata = Record.Config.Metadata,
        State = IsReady ? SandboxState.Ready : SandboxState.NotReady,
        CreatedAt = Record.CreatedAt,
        Addresses = IsReady && Record.Address.Length > 0 ? [Record.Address] : [],
        Security = Record.Config.Security,
        Labels = Record.Config.Labels,
        Annotations = Record.Config.Annotations,
        RuntimeHandler = Record.Config.RuntimeHandler,
        ProcessId = IsReady ? Record.Shim.Pid : null,
    };
}
