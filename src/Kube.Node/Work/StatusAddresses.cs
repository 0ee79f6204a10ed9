using System.Net;
using Kube.Node.Hosting;

namespace Kube.Node.Work;

/// <summary>The open doors of this host.</summary>
internal sealed class StatusAddresses : IStatusAddresses
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StatusDoor, IPEndPoint> _open = [];
    private readonly Dictionary<StatusDoor, TaskCompletionSource<IPEndPoint>> _awaited = [];

    public IPEndPoint? Find(StatusDoor door)
    {
        lock (_gate) return _open.GetValueOrDefault(door);
    }

    public Task<IPEndPoint> WaitAsync(StatusDoor door, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(door, out var place)) return Task.FromResult(place);
            if (!_awaited.TryGetValue(door, out var source)) _awaited[door] = source = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return source.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A door is open.</summary>
    public void Opened(StatusDoor door, IPEndPoint place)
    {
        lock (_gate)
        {
            _open[door] = place;
            if (_awaited.Remove(door, out var source)) source.SetResult(place);
        }
    }

    /// <summary>It is no longer.</summary>
    public void Closed(StatusDoor door)
    {
        lock (_gate) _open.Remove(door);
    }
}
