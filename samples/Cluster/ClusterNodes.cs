using System.Diagnostics;
using System.Globalization;
using System.Net;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Client.Http;

namespace Kube.Samples.Cluster;

/// <summary>
/// Several nodes on this machine: a bridge, and for each node a network namespace with a cable to it, in which this program runs again as that node's agent, with a containerd of its own.
/// </summary>
/// <remarks>
/// <code>
///  API server ── bridge 10.244.0.1 ──┬── node-1 10.244.0.2: agent, containerd, proxy, DNS ── pods of a /24
///                                    └── node-2 10.244.0.3: agent, containerd, proxy, DNS ── pods of a /24
/// </code>
/// </remarks>
internal sealed class ClusterNodes : IAsyncDisposable
{
    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    private readonly ClusterOptions _options;
    private readonly CancellationTokenSource _end = new();
    private Task _agents = Task.CompletedTask;
    private Task[] _care = [];

    private ClusterNodes(ClusterOptions options) => _options = options;

    private string Bridge => _options.NetworkName("kube");

    /// <summary>Makes the network; before the API server starts, because that listens on the bridge.</summary>
    public static async Task<ClusterNodes> PrepareAsync(ClusterOptions options)
    {
        var nodes = new ClusterNodes(options);
        await nodes.RemoveNetworkAsync();
        try
        {
            await nodes.MakeNetworkAsync();
            return nodes;
        }
        catch
        {
            await nodes.RemoveNetworkAsync();
            throw;
        }
    }

    private async Task MakeNetworkAsync()
    {
        await Ip($"link add {Bridge} type bridge");
        await Ip($"address add {_options.PodGateway}/24 dev {Bridge}");
        await Ip($"link set {Bridge} up");
        // Nodes of other machines route as well; this one does it for its own.
        await File.WriteAllTextAsync("/proc/sys/net/ipv4/ip_forward", "1");
        for (var number = 1; number <= _options.Nodes; number++) await AddNetworkAsync(number);
    }

    /// <summary>Starts the agents, which join as nodes of other machines do, and cares for them while the API server of this process runs.</summary>
    public async Task StartAsync(IServiceProvider services, int port, CancellationToken cancellationToken)
    {
        var client = services.GetRequiredService<IKubeClient>();
        var certificates = services.GetRequiredService<ClusterCertificates>();
        var address = new UriBuilder(Uri.UriSchemeHttps, _options.PodGateway.ToString(), port).Uri;
        var directory = Path.GetFullPath(_options.DataDirectory);
        var joining = Path.Combine(directory, "join.kubeconfig");
        var token = await JoinToken.CreateAsync(client, cancellationToken);
        KubeconfigFile.Write(joining, new() { Server = address, CertificateAuthorityPem = certificates.Authority.Certificate.ExportCertificatePem() + "\n", Token = token }, "kube-cluster", "join");
        PartCredentials.Write(certificates, address, directory);
        var addresses = Enumerable.Range(1, _options.Nodes).ToDictionary(number => $"node-{number}", AddressOf);
        // With the API server, at the latest.
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(_end.Cancel);
        _care = [new NodeRoutes(client, addresses, Bridge, Ip).RunAsync(_end.Token), new ServingApproval(client, addresses).RunAsync(_end.Token)];
        _agents = Task.WhenAll(Enumerable.Range(1, _options.Nodes).Select(number => KeepAgentAsync(number, joining)));
    }

    /// <summary>Ends the agents, which take their pods with them, and takes the network away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await Task.WhenAll([.. _care, _agents]);
        }
        finally
        {
            // Also after an agent that could not be started.
            await RemoveNetworkAsync();
            _end.Dispose();
        }
    }

    private IPAddress AddressOf(int number) => Addresses.Of(_options.PodRange, (uint)number + 1);

    private string NamespaceOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Bridge}-{number}");

    private string CableOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Bridge}v{number}");

    private async Task AddNetworkAsync(int number)
    {
        var (name, cable) = (NamespaceOf(number), CableOf(number));
        var address = AddressOf(number);
        await Ip($"netns add {name}");
        await Ip($"link add {cable} type veth peer name eth0 netns {name}");
        await Ip($"link set {cable} master {Bridge} up");
        await Ip($"-n {name} link set lo up");
        await Ip($"-n {name} address add {address}/24 dev eth0");
        await Ip($"-n {name} link set eth0 up");
        await Ip($"-n {name} route add default via {_options.PodGateway}");
    }

    private async Task RemoveNetworkAsync()
    {
        for (var number = 1; number <= ClusterOptions.MostNodes; number++)
        {
            // The cable first: with the namespace it would go when the kernel comes to it, and not at all while a process of a killed run is in there.
            if (Directory.Exists("/sys/class/net/" + CableOf(number))) await Ip($"link delete {CableOf(number)}");
            if (File.Exists("/run/netns/" + NamespaceOf(number))) await Ip($"netns delete {NamespaceOf(number)}");
        }

        if (Directory.Exists("/sys/class/net/" + Bridge)) await Ip($"link delete {Bridge}");
    }

    /// <summary>Starts an agent that has died again, as a machine's own supervisor does; its pods have not noticed.</summary>
    private async Task KeepAgentAsync(int number, string joining)
    {
        var kubeconfig = Path.Combine(Path.GetFullPath(_options.DataDirectory), $"node-{number}.kubeconfig");
        // Made anew: the server may be at another port than the last time.
        File.Delete(kubeconfig);
        while (true)
        {
            using var agent = StartAgent(number, kubeconfig, joining);
            try
            {
                await agent.WaitForExitAsync(_end.Token);
                await Task.Delay(s_again, _end.Token);
            }
            catch (OperationCanceledException)
            {
                await EndAsync(agent);
                return;
            }
        }
    }

    private static async Task EndAsync(Process agent)
    {
        // An agent ends when its input does, so that it also ends when this process is killed.
        agent.StandardInput.Close();
        using var limit = new CancellationTokenSource(s_end);
        try
        {
            await agent.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            agent.Kill();
        }
    }

    private Process StartAgent(int number, string kubeconfig, string joining)
    {
        var start = new ProcessStartInfo("nsenter") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        string[] words =
        [
            $"--net=/run/netns/{NamespaceOf(number)}", Environment.ProcessPath!,
            "--data-dir", _options.DataDirectory, "--kubeconfig", kubeconfig, "--bootstrap-kubeconfig", joining, "--ends-with-input",
            "--hostname-override", $"node-{number}", "--node-ip", AddressOf(number).ToString(),
            "--container-runtime-endpoint", _options.RuntimeEndpoint!, "--cluster-cidr", _options.ClusterCidr.ToString(), "--service-cluster-ip-range", _options.ServiceClusterIPRange.ToString(),
            "--proxy-mode", _options.ProxyMode, "--disable", string.Join(',', _options.Disabled.Union(["controllers", "scheduler"]).Except(["node"])),
        ];
        var settings = _options.Node with { CgroupRoot = $"{_options.Node.CgroupRoot}/{NamespaceOf(number)}" };
        foreach (var word in words.Concat(settings.Words()).Concat(_options.Status.Words())) start.ArgumentList.Add(word);
        if (_options.ImageDirectory is { } images)
        {
            start.ArgumentList.Add("--image-dir");
            start.ArgumentList.Add(images);
        }

        var agent = Process.Start(start)!;
        // That a node is ready, the API server tells better; only what goes wrong is said, on standard error.
        agent.OutputDataReceived += static (_, _) => { };
        agent.BeginOutputReadLine();
        return agent;
    }

    private async Task Ip(string arguments)
    {
        var start = new ProcessStartInfo("ip", arguments) { RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var said = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new IOException($"ip {arguments}: {said.Trim()}");
    }
}
