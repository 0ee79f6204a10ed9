using System.Net;
using System.Net.Sockets;
using Kube.Node.Hosting;
using Kube.Node.Netlink;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Work;

/// <summary>The status ports of one part of the node: each open as soon as it can be had, told of while it is, closed together. Safe for concurrent use.</summary>
/// <param name="addresses">Is told.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusDoors(StatusAddresses addresses, TimeProvider time) : IDisposable
{
    // Upstream's: the place may still be somebody else's, such as the part's own predecessor's.
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<StatusDoor, StatusPort> _open = [];
    private bool _isClosed;

    /// <summary>Opens a door, now or as soon as its place is free.</summary>
    /// <param name="door">The door.</param>
    /// <param name="address">Where; empty: nowhere.</param>
    /// <param name="place">In which network namespace.</param>
    /// <param name="work">Runs it.</param>
    /// <param name="logger">Takes what goes wrong.</param>
    /// <param name="answer">Answers for a path.</param>
    public void Open(StatusDoor door, string address, NetworkNamespace place, OwnedWork work, ILogger logger, Func<string, StatusAnswer> answer)
    {
        if (address.Length == 0) return;
        var wanted = IPEndPoint.Parse(address);
        if (TryOpen(true)) return;
        work.Run("status.retry", async () =>
        {
            do await Task.Delay(s_retry, time, work.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            while (!work.Stopping.IsCancellationRequested && !TryOpen(false));
        });

        bool TryOpen(bool isFirst)
        {
            try
            {
                lock (_gate)
                {
                    if (_isClosed) return true;
                    var port = place.Run(() => StatusPort.Open(wanted, work, "status", answer));
                    _open.Add(door, port);
                    addresses.Opened(door, port.Address);
                    StatusLog.Opened(logger, door, port.Address);
                }

                return true;
            }
            catch (SocketException e)
            {
                if (isFirst) StatusLog.Failed(logger, e, door, wanted);
                return false;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            foreach (var (door, port) in _open)
            {
                addresses.Closed(door);
                port.Dispose();
            }

            _open.Clear();
        }
    }
}
