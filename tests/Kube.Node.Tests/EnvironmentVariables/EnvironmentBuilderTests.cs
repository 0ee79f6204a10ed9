using Kube.Api.Models;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Tests.Agent;

namespace Kube.Node.Tests.EnvironmentVariables;

public sealed class EnvironmentBuilderTests
{
    [Theory]
    [InlineData("$(A) $(B)", "1 $(B)")]
    [InlineData("$$(A) $A $", "$(A) $A $")]
    [InlineData("$(A", "$(A")]
    [InlineData("$(A)$(A)$$", "11$")]
    public void Expand_AsUpstream(string text, string expected) => Assert.Equal(expected, VariableExpansion.Expand(text, name => name == "A" ? "1" : null));

    [Fact]
    public async Task Env_RefersToWhatCameBefore()
    {
        var result = await BuildAsync("""
            env:
            - {name: A, value: one}
            - {name: B, value: "$(A)-$(C)-$(KUBERNETES_SERVICE_HOST)"}
            - {name: C, value: late}
            - {name: EMPTY}
            """);

        Assert.Equal("one", result["A"]);
        Assert.Equal("one-$(C)-10.0.0.1", result["B"]);
        Assert.Equal("", result["EMPTY"]);
    }

    [Fact]
    public async Task EnvFrom_IsOverruledByEnvAndPrefixed()
    {
        var result = await BuildAsync("""
            envFrom:
            - {configMapRef: {name: settings}, prefix: P_}
            - {secretRef: {name: keys}}
            - {configMapRef: {name: missing, optional: true}}
            env:
            - {name: P_a, value: mine}
            """);

        Assert.Equal(("mine", "2", "s3cret"), (result["P_a"], result["P_b"], result["pw"]));
    }

    [Fact]
    public async Task Fields_OfPodAndContainer()
    {
        var result = await BuildAsync("""
            resources: {limits: {cpu: 1500m}, requests: {memory: 100Mi}}
            env:
            - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: LABEL, valueFrom: {fieldRef: {fieldPath: "metadata.labels['app']"}}}
            - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: HOST, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
            - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
            - {name: MILLI, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}}
            - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: requests.memory, divisor: 1Mi}}}
            - {name: ALLOCATABLE, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
            """);

        Assert.Equal(("web", "shop", "10.1.1.1", "192.0.2.1"), (result["NAME"], result["LABEL"], result["IP"], result["HOST"]));
        Assert.Equal(("2", "1500", "100", "1073741824"), (result["CPU"], result["MILLI"], result["MEMORY"], result["ALLOCATABLE"]));
    }

    [Fact]
    public async Task Files_WhereThereAreNone_AreLeftOut()
    {
        var result = await BuildAsync("""
            env:
            - {name: FILE, valueFrom: {fileKeyRef: {volumeName: config, path: a.env, key: A}}}
            - {name: AFTER, value: "<$(FILE)>"}
            """);

        Assert.Equal("<$(FILE)>", result["AFTER"]);
        Assert.DoesNotContain("FILE", result.Keys);
    }

    [Fact]
    public async Task Services_OfTheNamespaceAndTheMaster()
    {
        var result = await BuildAsync("");

        Assert.Equal(("10.0.0.1", "443", "tcp://10.0.0.1:443"), (result["KUBERNETES_SERVICE_HOST"], result["KUBERNETES_SERVICE_PORT_HTTPS"], result["KUBERNETES_PORT"]));
        Assert.Equal(("10.0.0.7", "80", "udp"), (result["MY_SHOP_SERVICE_HOST"], result["MY_SHOP_SERVICE_PORT"], result["MY_SHOP_PORT_80_UDP_PROTO"]));
        Assert.DoesNotContain("ELSEWHERE_SERVICE_HOST", result.Keys);
        Assert.DoesNotContain("HEADLESS_SERVICE_HOST", result.Keys);
    }

    [Theory]
    [InlineData("env: [{name: A, valueFrom: {configMapKeyRef: {name: missing, key: a}}}]", "configmap \"missing\" not found")]
    [InlineData("env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: zzz}}}]", "couldn't find key zzz in ConfigMap default/settings")]
    [InlineData("env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: zzz}}}]", "couldn't find key zzz in Secret default/keys")]
    [InlineData("envFrom: [{secretRef: {name: missing}}]", "secret \"missing\" not found")]
    public async Task Missing_IsToldInUpstreamsWords(string container, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<ContainerSetupException>(() => BuildAsync(container))).Message);

    private static async Task<Dictionary<string, string>> BuildAsync(string container)
    {
        var pod = HollowNode.Pod($"""
            metadata: {"{"}name: web, labels: {"{"}app: shop{"}"}{"}"}
            spec:
              containers:
              - name: main
                image: x
            {string.Join('\n', container.Split('\n').Select(line => "    " + line))}
            """);
        var result = await new EnvironmentBuilder(new Objects(), files: null).BuildAsync(
            new()
            {
                Pod = pod,
                Container = pod.Spec.Containers[0],
                Addresses = new(["10.1.1.1"], ["192.0.2.1"]),
                Allocatable = new Dictionary<string, ResourceQuantity> { ["memory"] = "1Gi" },
                Services =
                [
                    Service("default", "kubernetes", "10.0.0.1", 443, "https", "TCP"), Service("default", "my-shop", "10.0.0.7", 80, null, "UDP"),
                    Service("other", "elsewhere", "10.0.0.8", 80, null, "TCP"), Service("default", "headless", "None", 80, null, "TCP"),
                ],
            },
            TestContext.Current.CancellationToken);
        return result.Variables.ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private static V1Service Service(string ns, string name, string address, int port, string? portName, string protocol) => new()
    {
        Metadata = new() { Namespace = ns, Name = name },
        Spec = new() { ClusterIP = address, Ports = [new() { Name = portName, Port = port, Protocol = protocol }] },
    };

    private sealed class Objects : IReferencedObjects
    {
        public ValueTask<V1ConfigMap?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken) =>
            new(name == "settings" ? new V1ConfigMap { Data = new() { ["a"] = "1", ["b"] = "2" } } : null);

        public ValueTask<V1Secret?> SecretAsync(string ns, string name, CancellationToken cancellationToken) =>
            new(name == "keys" ? new V1Secret { Data = new() { ["pw"] = "s3cret"u8.ToArray() } } : null);
    }
}
