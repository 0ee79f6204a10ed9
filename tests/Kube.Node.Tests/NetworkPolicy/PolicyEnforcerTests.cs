using System.Net;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.NetworkPolicy;
using Kube.Node.Tests.Proxy.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.NetworkPolicy;

/// <summary>Policies by rules of the kernel, with traffic between a pod of this node and one of another. Needs root; without it there is nothing to test.</summary>
public sealed class PolicyEnforcerTests : IAsyncLifetime
{
    private const string Web = "10.99.0.11", Web6 = "fd99::11";

    private readonly PolicyState _state = new("here");
    private RoutedNetwork? _network;
    private PolicyEnforcer? _enforcer;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess) return;
        _network = await RoutedNetwork.CreateAsync();
        _network.Serve("web", Web, 8080);
        _network.Serve("web", Web, 9090);
        _network.Serve("web", Web6, 8080);
        _enforcer = new PolicyEnforcer(_state, _network.Node, "policies", NullLogger.Instance);
        _state.SetNamespace("default", new V1Namespace { Metadata = new() { Name = "default", Labels = new() { ["kubernetes.io/metadata.name"] = "default" } } });
        _state.SetNamespace("other", new V1Namespace { Metadata = new() { Name = "other", Labels = new() { ["team"] = "red" } } });
        SetPod("default", "web", "here", new() { ["app"] = "web" }, Web, Web6);
        SetPod("other", "client", "there", new() { ["role"] = "client" }, RoutedNetwork.Client, RoutedNetwork.Client6);
        _enforcer.Apply();
    }

    public async ValueTask DisposeAsync()
    {
        if (_network is null) return;
        _enforcer!.Dispose();
        Assert.Equal("", await NftTool.RunAsync(_network.Node, Cancel, "list", "tables"));
        await _network.DisposeAsync();
    }

    [Fact]
    public async Task Pod_WithoutPolicies_IsReachedByAll()
    {
        if (_network is null) return;
        Assert.Equal((true, true), (await ReachesAsync(8080), await ReachesAsync(9090)));
    }

    [Fact]
    public async Task DefaultDeny_LetsNobodyIn_ButTheNode_UntilItGoes()
    {
        if (_network is null) return;
        Apply("deny", new() { PolicyTypes = ["Ingress"] });
        Assert.Equal((true, true), (await IsKeptOutAsync(8080), await IsKeptOutAsync(8080, Web6)));
        Assert.StartsWith("web", await RoutedNetwork.AskAsync(_network.Node, Web, 8080), StringComparison.Ordinal);

        Apply("deny", null);
        Assert.Equal((true, true), (await ReachesAsync(8080), await ReachesAsync(8080, Web6)));
    }

    [Fact]
    public async Task PodAndNamespaceSelectors_PickPeers_AsTheirLabelsAreNow()
    {
        if (_network is null) return;
        Apply("allow", Ingress(new V1NetworkPolicyPeer { NamespaceSelector = new() { MatchLabels = new() { ["team"] = "red" } }, PodSelector = new() { MatchLabels = new() { ["role"] = "client" } } }));
        Assert.Equal((true, true), (await ReachesAsync(8080), await ReachesAsync(8080, Web6)));

        SetPod("other", "client", "there", new() { ["role"] = "else" }, RoutedNetwork.Client, RoutedNetwork.Client6);
        _enforcer!.Apply();
        Assert.True(await IsKeptOutAsync(8080));

        SetPod("other", "client", "there", new() { ["role"] = "client" }, RoutedNetwork.Client, RoutedNetwork.Client6);
        _enforcer.Apply();
        Assert.True(await ReachesAsync(8080));

        _state.SetNamespace("other", new V1Namespace { Metadata = new() { Name = "other" } });
        _enforcer.Apply();
        Assert.True(await IsKeptOutAsync(8080));
    }

    [Fact]
    public async Task PodSelector_WithoutNamespaces_IsAboutThePolicysOwn()
    {
        if (_network is null) return;
        Apply("allow", Ingress(new V1NetworkPolicyPeer { PodSelector = new() }));
        Assert.True(await IsKeptOutAsync(8080));

        SetPod("other", "client", "there", [], []);
        SetPod("default", "client", "there", [], RoutedNetwork.Client);
        _enforcer!.Apply();
        Assert.True(await ReachesAsync(8080));
    }

    [Theory]
    [InlineData("192.168.0.0/16", "", true)]
    [InlineData("192.168.0.0/16", "192.168.7.0/24", false)]
    [InlineData("192.168.0.0/16", "192.168.7.128/25", true)]
    [InlineData("203.0.113.0/24", "", false)]
    [InlineData("0.0.0.0/0", "", true)]
    public async Task Blocks_WithExceptions_AreHeeded(string cidr, string except, bool isAllowed)
    {
        if (_network is null) return;
        Apply("allow", Ingress(new V1NetworkPolicyPeer { IpBlock = new() { Cidr = cidr, Except = except.Length == 0 ? null : [except] } }, new() { IpBlock = new() { Cidr = "198.51.100.0/24" } }));

        Assert.True(isAllowed ? await ReachesAsync(8080) : await IsKeptOutAsync(8080));
    }

    [Fact]
    public async Task Ports_ByNumberRangeAndName_AreTheOnlyOnesOpen()
    {
        if (_network is null) return;
        Apply("allow", IngressTo(new V1NetworkPolicyPort { Port = new IntOrString(8080) }));
        Assert.Equal((true, true), (await ReachesAsync(8080), await IsKeptOutAsync(9090)));

        Apply("allow", IngressTo(new V1NetworkPolicyPort { Port = new IntOrString(9000), EndPort = 9999 }));
        Assert.Equal((true, true), (await IsKeptOutAsync(8080), await ReachesAsync(9090)));

        Apply("allow", IngressTo(new V1NetworkPolicyPort { Port = new IntOrString("admin") }));
        Assert.Equal((true, true), (await IsKeptOutAsync(8080), await ReachesAsync(9090)));

        Apply("allow", IngressTo(new V1NetworkPolicyPort { Protocol = "UDP" }));
        Assert.Equal((true, true), (await IsKeptOutAsync(8080), await IsKeptOutAsync(9090)));

        // Policies add to each other.
        Apply("more", IngressTo(new V1NetworkPolicyPort { Port = new IntOrString("http") }));
        Assert.Equal((true, true), (await ReachesAsync(8080), await IsKeptOutAsync(9090)));
    }

    [Fact]
    public async Task Egress_IsLimitedToo_AndAnswersComeBack()
    {
        if (_network is null) return;
        SetPod("default", "web", "there", [], Web, Web6);
        SetPod("other", "client", "here", new() { ["role"] = "client" }, RoutedNetwork.Client, RoutedNetwork.Client6);
        Apply("deny", new() { PolicyTypes = ["Egress"] }, "other");
        Assert.True(await IsKeptOutAsync(8080));

        Apply("allow", new() { PolicyTypes = ["Egress"], Egress = [new() { To = [new() { NamespaceSelector = new() }], Ports = [new() { Port = new IntOrString("http") }] }] }, "other");
        Assert.Equal((true, true), (await ReachesAsync(8080), await IsKeptOutAsync(9090)));

        Apply("allow", new() { PolicyTypes = ["Egress"], Egress = [new() { To = [new() { IpBlock = new() { Cidr = "10.99.0.0/24" } }] }] }, "other");
        Assert.Equal((true, true), (await ReachesAsync(8080), await ReachesAsync(9090)));
    }

    [Fact]
    public async Task Rules_ThatOthersRemoved_AreMadeAnew_AndUnusedChainsGo()
    {
        if (_network is null) return;
        Apply("allow", IngressTo(new V1NetworkPolicyPort { Port = new IntOrString(8080) }));
        await NftTool.RunAsync(_network.Node, Cancel, "flush", "ruleset");
        Apply("allow", IngressTo(new V1NetworkPolicyPort { Port = new IntOrString(9090) }));
        Assert.Equal((true, true), (await IsKeptOutAsync(8080), await ReachesAsync(9090)));

        for (var port = 1; port < 20; port++) Apply("allow", IngressTo(new V1NetworkPolicyPort { Port = new IntOrString(port) }));
        var text = await NftTool.RunAsync(_network.Node, Cancel, "list", "table", "ip", "policies");
        Assert.Equal(3, text.Split("\tchain ").Length - 1);
    }

    [Fact]
    public void OneOfManyPods_ComesAndGoes_InMilliseconds()
    {
        if (_network is null) return;
        for (var i = 0; i < 5000; i++) SetPod("other", $"pod-{i}", "there", new() { ["role"] = "client" }, $"10.98.{i >> 8}.{i & 255}");
        for (var i = 0; i < 20; i++) Apply($"allow-{i}", Ingress(new V1NetworkPolicyPeer { NamespaceSelector = new(), PodSelector = new() { MatchLabels = new() { ["role"] = i == 0 ? "client" : $"r{i}" } } }));
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            SetPod("other", "late", "there", new() { ["role"] = "client" }, $"10.98.100.{i}");
            _enforcer!.Apply();
            var took = TimeProvider.System.GetElapsedTime(start);
            if (took < best) best = took;
        }

        TestContext.Current.SendDiagnosticMessage($"one pod more among 5,000: {best.TotalMilliseconds:F2} ms");
        Assert.True(best < TimeSpan.FromMilliseconds(100), $"{best}");
    }

    private static V1NetworkPolicySpec Ingress(params V1NetworkPolicyPeer[] peers) => new() { PolicyTypes = ["Ingress"], Ingress = [new() { From = [.. peers] }] };

    private static V1NetworkPolicySpec IngressTo(params V1NetworkPolicyPort[] ports) => new() { PolicyTypes = ["Ingress"], Ingress = [new() { Ports = [.. ports] }] };

    private void Apply(string name, V1NetworkPolicySpec? spec, string ns = "default")
    {
        _state.SetPolicy(new(ns, name), spec is null ? null : new V1NetworkPolicy { Metadata = new() { Name = name, Namespace = ns }, Spec = spec });
        _enforcer!.Apply();
    }

    private void SetPod(string ns, string name, string node, Dictionary<string, string> labels, params string[] addresses) => _state.SetPod(new(ns, name), new V1Pod
    {
        Metadata = new() { Name = name, Namespace = ns, Labels = labels },
        Spec = new() { NodeName = node, Containers = [new() { Name = "app", Ports = [new() { Name = "http", ContainerPort = 8080 }, new() { Name = "admin", ContainerPort = 9090 }] }] },
        Status = new() { PodIPs = [.. addresses.Select(address => new V1PodIP { Ip = address })] },
    });

    private async Task<bool> ReachesAsync(int port, string to = Web) =>
        (await RoutedNetwork.AskAsync(_network!.Clients, to, port)).StartsWith("web ", StringComparison.Ordinal);

    private async Task<bool> IsKeptOutAsync(int port, string to = Web) => await RoutedNetwork.AskInVainAsync(_network!.Clients, to, port) == "nothing";
}
