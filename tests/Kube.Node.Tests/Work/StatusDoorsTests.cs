using System.Net;
using System.Net.Sockets;
using Kube.Node.Hosting;
using Kube.Node.Netlink;
using Kube.Node.Work;
using Kube.Store.Work;
using Kube.Testing.Store;
using Kube.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Work;

public sealed class StatusDoorsTests : IAsyncLifetime
{
    private readonly OwnedWork _work = new(DefaultWorkScheduler.Instance, NullLogger.Instance);
    private readonly StatusAddresses _addresses = new();
    private readonly ManualTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _work.DisposeAsync();

    [Fact]
    public async Task Port_ThatIsLeftOpen_IsToldUntilTheDoorCloses()
    {
        var waiting = _addresses.WaitAsync(StatusDoor.ProxyHealthz, Cancel);
        using var doors = new StatusDoors(_addresses, _time);
        Assert.Null(_addresses.Find(StatusDoor.ProxyHealthz));
        Open(doors, StatusDoor.ProxyHealthz, "127.0.0.1:0");
        Open(doors, StatusDoor.ProxyMetrics, "");

        var place = await waiting;
        Assert.NotEqual(0, place.Port);
        Assert.Equal((place, null), (_addresses.Find(StatusDoor.ProxyHealthz), _addresses.Find(StatusDoor.ProxyMetrics)));
        using var http = new HttpClient();
        Assert.Equal("/a", await http.GetStringAsync(new Uri($"http://{place}/a"), Cancel));

        doors.Dispose();
        Assert.Null(_addresses.Find(StatusDoor.ProxyHealthz));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetStringAsync(new Uri($"http://{place}/a"), Cancel));
        Assert.False(_addresses.WaitAsync(StatusDoor.ProxyHealthz, Cancel).IsCompleted);
    }

    [Fact]
    public async Task Place_IsTaken_IsHadWhenItIsFree()
    {
        var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var place = (IPEndPoint)other.LocalEndpoint;
        using var doors = new StatusDoors(_addresses, _time);
        Open(doors, StatusDoor.DnsReady, place.ToString());
        Assert.Null(_addresses.Find(StatusDoor.DnsReady));
        other.Stop();

        // It looks again every few seconds.
        await Waiting.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return _addresses.Find(StatusDoor.DnsReady) is not null;
            },
            "the door does not open");
        Assert.Equal(place, _addresses.Find(StatusDoor.DnsReady));
    }

    private void Open(StatusDoors doors, StatusDoor door, string address) => doors.Open(door, address, NetworkNamespace.Own, _work, NullLogger.Instance, StatusAnswer.Text);
}
