using System.Net;
using System.Net.Sockets;
using System.Text;
using Kube.Node.Netlink;
using Kube.Node.Runtime.Process;
using Kube.Node.Runtime.Process.Linux;
using Kube.Node.Work;
using Kube.Store.Work;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Proxy.Kernel;

/// <summary>A node between clients and pods, each in a network namespace of its own: what the rules of the node do is seen by who gets an answer from whom.</summary>
internal sealed class RoutedNetwork : IAsyncDisposable
{
    public const string Client = "192.168.7.2", NodeOutside = "192.168.7.1", NodeInside = "10.99.0.1", Client6 = "fd07::2", NodeOutside6 = "fd07::1", NodeInside6 = "fd99::1";
    public const string Bridge = "10.97.0.1";

    // For an answer that must come, on a machine that has much else to do; and how long nobody must have answered to be taken for silent.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60), s_silence = TimeSpan.FromMilliseconds(400);

    private static int s_next;

    private readonly OwnedWork _work = new(DefaultWorkScheduler.Instance, NullLogger.Instance);
    private readonly List<IDisposable> _open = [];
    private readonly List<NetworkNamespace> _bridged = [];

    private RoutedNetwork()
    {
        var name = $"kr{Environment.ProcessId % 100_000}-{Interlocked.Increment(ref s_next)}";
        Node = NetworkNamespace.Create(name + "n");
        Clients = NetworkNamespace.Create(name + "c");
        Pods = NetworkNamespace.Create(name + "p");
        foreach (var place in (NetworkNamespace[])[Node, Clients, Pods])
            place.Run(() =>
            {
                // Nobody else is there: addresses need no second in which somebody may object.
                foreach (var setting in (string[])["all", "default"]) Sysctl.TryWrite($"net.ipv6.conf.{setting}.accept_dad", "0");
            });
        Join(Clients, "out", NodeOutside, NodeOutside6, Client, Client6);
        Join(Pods, "in", NodeInside, NodeInside6, "10.99.0.2", "fd99::2");
        Node.Run(() =>
        {
            foreach (var setting in (string[])["net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding"]) Sysctl.TryWrite(setting, "1");
        });
    }

    public NetworkNamespace Node { get; }

    public NetworkNamespace Clients { get; }

    public NetworkNamespace Pods { get; }

    /// <summary>Makes one, whose links carry packets when this returns: they do not at once when they are up.</summary>
    public static async Task<RoutedNetwork> CreateAsync()
    {
        var made = new RoutedNetwork();
        (NetworkNamespace From, string To)[] links = [(made.Clients, NodeOutside), (made.Clients, NodeOutside6), (made.Pods, NodeInside), (made.Pods, NodeInside6)];
        foreach (var (from, to) in links)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(s_patience);
            while (await AskAsync(from, to, 1, null, s_silence) != "refused") Assert.False(patience.IsCancellationRequested, $"{to} cannot be reached");
        }

        return made;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open) open.Dispose();
        await _work.DisposeAsync();
        foreach (var place in (NetworkNamespace[])[Node, Clients, Pods, .. _bridged]) place.Delete();
    }

    /// <summary>A pod in a namespace of its own, on a bridge of the node's, linked as the process runtime does it.</summary>
    public NetworkNamespace AddBridged(string address)
    {
        using var outside = Node.Run(() => new NetworkLinks());
        var gateway = IPAddress.Parse(Bridge);
        var bridge = Node.Run(() =>
        {
            outside.AddBridge("br0", PodLink.HardwareAddress(gateway));
            outside.PutUp("br0");
            var index = NetworkLinks.IndexOf("br0");
            outside.AddAddress(index, gateway, 24);
            return index;
        });
        var pod = NetworkNamespace.Create($"{Node.Name}{_bridged.Count}");
        _bridged.Add(pod);
        var descriptor = Node.Open();
        try
        {
            pod.Run(() => new PodLink($"pod{_bridged.Count}", IPAddress.Parse(address), 24, gateway, bridge).Connect(outside, descriptor));
        }
        finally
        {
            _ = Native.Close(descriptor);
        }

        return pod;
    }

    /// <summary>A pod that tells everybody who connects its name and what address it sees.</summary>
    public void Serve(string name, string address, int port)
    {
        GiveAddress(address);
        Serve(Pods, name, address, port);
    }

    /// <summary>The same in a namespace that has the address.</summary>
    public void Serve(NetworkNamespace place, string name, string address, int port)
    {
        var listener = place.Run(() =>
        {
            var made = new TcpListener(IPAddress.Parse(address), port);
            made.Start();
            return made;
        });
        _open.Add(listener);
        _work.Run("pod", () => ServerSocket.ServeAsync(
            async () =>
            {
                using var client = await listener.AcceptSocketAsync(_work.Stopping);
                await client.SendAsync(Encoding.UTF8.GetBytes($"{name} {((IPEndPoint)client.RemoteEndPoint!).Address}"), SocketFlags.None);
            },
            static _ => Task.CompletedTask,
            _work.Stopping));
    }

    /// <summary>A pod that answers datagrams with its name.</summary>
    public void ServeDatagrams(string name, string address, int port)
    {
        GiveAddress(address);
        var socket = Pods.Run(() => new UdpClient(new IPEndPoint(IPAddress.Parse(address), port)));
        _open.Add(socket);
        _work.Run("pod", () => ServerSocket.ServeAsync(
            async () =>
            {
                var received = await socket.ReceiveAsync(_work.Stopping);
                await socket.SendAsync(Encoding.UTF8.GetBytes(name), received.RemoteEndPoint, _work.Stopping);
            },
            static _ => Task.CompletedTask,
            _work.Stopping));
    }

    /// <summary>Connects from a namespace: the answer, or <c>refused</c>. For what is answered: it waits long.</summary>
    public static Task<string> AskAsync(NetworkNamespace from, string address, int port, string? source = null) => AskAsync(from, address, port, source, s_patience);

    /// <summary>Connects from a namespace to where nobody must answer: <c>nothing</c> when it is so for a while.</summary>
    public static Task<string> AskInVainAsync(NetworkNamespace from, string address, int port) => AskAsync(from, address, port, null, s_silence);

    /// <summary>Sends a datagram: the answer to it, or <c>refused</c>. For what is answered: it waits long.</summary>
    public static Task<string> TellAsync(Socket client, string address, int port) => TellAsync(client, address, port, s_patience);

    /// <summary>Sends a datagram to where nobody must answer: <c>nothing</c> when it is so for a while.</summary>
    public static Task<string> TellInVainAsync(Socket client, string address, int port) => TellAsync(client, address, port, s_silence);

    private static async Task<string> AskAsync(NetworkNamespace from, string address, int port, string? source, TimeSpan limit)
    {
        var target = new IPEndPoint(IPAddress.Parse(address), port);
        using var socket = from.Run(() => new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        if (source is not null) socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(limit);
        try
        {
            await socket.ConnectAsync(target, patience.Token);
            var buffer = new byte[100];
            var count = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, patience.Token);
            return Encoding.UTF8.GetString(buffer, 0, count);
        }
        catch (OperationCanceledException)
        {
            return "nothing";
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return "refused";
        }
    }

    private static async Task<string> TellAsync(Socket client, string address, int port, TimeSpan limit)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(limit);
        var buffer = new byte[100];
        try
        {
            await client.SendToAsync("hello"u8.ToArray(), SocketFlags.None, new IPEndPoint(IPAddress.Parse(address), port), patience.Token);
            var received = await client.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(client.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0), patience.Token);
            return Encoding.UTF8.GetString(buffer, 0, received.ReceivedBytes);
        }
        catch (OperationCanceledException)
        {
            return "nothing";
        }
        catch (SocketException)
        {
            return "refused";
        }
    }

    /// <summary>Gives the pods' namespace another address, as if there were another pod.</summary>
    public void GiveAddress(string address) => Pods.Run(() =>
    {
        using var links = new NetworkLinks();
        links.AddAddress(NetworkLinks.IndexOf("eth0"), IPAddress.Parse(address), address.Contains(':', StringComparison.Ordinal) ? 64 : 24);
    });

    // A link from the node to a namespace, which has its default route through it.
    private void Join(NetworkNamespace place, string link, string near, string near6, string far, string far6)
    {
        var descriptor = place.Open();
        try
        {
            Node.Run(() =>
            {
                using var links = new NetworkLinks();
                links.AddPair(link, PodLink.HardwareAddress(IPAddress.Parse(near)), "eth0", descriptor);
                links.PutUp(link);
                links.AddAddress(NetworkLinks.IndexOf(link), IPAddress.Parse(near), 24);
                links.AddAddress(NetworkLinks.IndexOf(link), IPAddress.Parse(near6), 64);
            });
        }
        finally
        {
            _ = Native.Close(descriptor);
        }

        place.Run(() =>
        {
            using var links = new NetworkLinks();
            var index = NetworkLinks.IndexOf("eth0");
            links.PutUp("eth0");
            links.AddAddress(index, IPAddress.Parse(far), 24);
            links.AddAddress(index, IPAddress.Parse(far6), 64);
            links.AddDefaultRoute(IPAddress.Parse(near), index);
            links.AddDefaultRoute(IPAddress.Parse(near6), index);
        });
    }
}
