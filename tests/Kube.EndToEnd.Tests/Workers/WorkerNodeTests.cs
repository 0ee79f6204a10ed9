using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Workers;

/// <summary>Nodes in processes of their own, which join a control plane in another one.</summary>
public sealed class WorkerNodeTests(ControlPlane control) : IClassFixture<ControlPlane>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>By its token it gets a certificate, by its certificate a range of addresses and a pod; by approval, one for its endpoint, and the pod's log is read.</summary>
    [Fact]
    public async Task Worker_WithAToken_JoinsAndRunsPods()
    {
        await AddTokenAsync("aaaaaa");
        IReadOnlyList<string> flags =
            ["--server", $"{control.Address}", "--token", "aaaaaa.0123456789abcdef", "--ca-file", Path.Combine(control.Pki, "ca.crt"), "--bridge", ControlPlane.Bridge, "--rotate-server-certificates"];
        var worker = await WorkerProcess.StartAsync("w1", control.Directory.Combine("w1"), flags, Cancel);
        try
        {
            await CheckAsync();
        }
        finally
        {
            await worker.StopAsync();
        }
    }

    private async Task CheckAsync()
    {
        Assert.Matches(ControlPlane.NodeRange, await ValueAsync("node/w1", ".spec.podCIDR"));
        Assert.NotNull(File.ResolveLinkTarget(control.Directory.Combine("w1/pki/kubelet-client-current.pem"), returnFinalTarget: true));
        var requests = (await Run("get csr --no-headers")).Lines;
        Assert.Contains(requests, line => line.Contains("kubernetes.io/kube-apiserver-client-kubelet", StringComparison.Ordinal) && line.Contains("system:bootstrap:aaaaaa", StringComparison.Ordinal)
            && line.EndsWith("Approved,Issued", StringComparison.Ordinal));

        (await Run(["run", "hello", "--image", "sh", "--restart", "Never", "--overrides", """{"spec":{"nodeName":"w1","terminationGracePeriodSeconds":0}}""", "--command", "--", "/bin/sh", "-c", "echo it runs; exec sleep 3600"])).Ok();
        (await Run("wait pod/hello --for=condition=Ready --timeout=60s")).Ok();
        await ApproveServingAsync("w1");
        Assert.Equal("it runs\n", await LogsAsync("hello"));

        // What a node may is what its pods need: the admin's rights are nowhere near it.
        var own = new KubectlRunner(control.Directory.Combine("w1/kubeconfig"), control.Directory.Path);
        Assert.Contains("cannot list resource \"secrets\"", (await own.RunAsync(["get", "secrets", "--all-namespaces"])).Refused(), StringComparison.Ordinal);
        Assert.Contains("is not allowed to modify labels: node-restriction.kubernetes.io/a", (await own.RunAsync(["label", "node", "w1", "node-restriction.kubernetes.io/a=b"])).Refused(), StringComparison.Ordinal);
        (await Run("delete pod hello --wait --timeout=60s")).Ok();
    }

    /// <summary>A token and a hash are enough to know the cluster; later neither is: a certificate near its end is renewed by its own node.</summary>
    [Fact]
    public async Task Worker_WhoseTokenIsGone_RenewsItsCertificateAndGoesOn()
    {
        await AddTokenAsync("bbbbbb");
        using var authority = X509Certificate2.CreateFromPemFile(Path.Combine(control.Pki, "ca.crt"), Path.Combine(control.Pki, "ca.key"));
        var hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo()));
        IReadOnlyList<string> joining = ["--server", $"{control.Address}", "--token", "bbbbbb.0123456789abcdef", "--container-runtime-endpoint", "hollow"];

        await WaitForSignatureAsync("bbbbbb");
        await using (var wrong = WorkerProcess.Launch("w2", control.Directory.Combine("w2"), [.. joining, "--discovery-token-ca-cert-hash", "sha256:00"]))
        {
            Assert.Equal(1, await wrong.WaitForExitAsync(Cancel));
            Assert.Contains($"the cluster's authority has the hash {hash}, which is not one of those given", wrong.Output, StringComparison.Ordinal);
        }

        var first = await WorkerProcess.StartAsync("w2", control.Directory.Combine("w2"), [.. joining, "--discovery-token-ca-cert-hash", hash], Cancel);
        await first.StopAsync();
        (await Run("delete secret bootstrap-token-bbbbbb --namespace kube-system")).Ok();
        var link = control.Directory.Combine("w2/pki/kubelet-client-current.pem");
        var old = control.Directory.Combine("w2/pki/kubelet-client-2020-01-01-00-00-00.pem");
        await File.WriteAllTextAsync(old, NearItsEnd(authority, "w2"), Cancel);
        File.Delete(link);
        File.CreateSymbolicLink(link, old);

        await using var worker = await WorkerProcess.StartAsync("w2", control.Directory.Combine("w2"), ["--container-runtime-endpoint", "hollow"], Cancel);
        await Waiting.UntilAsync(() => File.ResolveLinkTarget(link, returnFinalTarget: true) is { Exists: true } target && target.FullName != old, "the certificate was not renewed");
        Assert.Contains((await Run("get csr --no-headers")).Lines, line => line.Contains("system:node:w2", StringComparison.Ordinal) && line.EndsWith("Approved,Issued", StringComparison.Ordinal));
        (await Run(["run", "after", "--image", "any", "--overrides", """{"spec":{"nodeName":"w2"}}"""])).Ok();
        (await Run("wait pod/after --for=condition=Ready --timeout=60s")).Ok();
        (await Run("delete pod after --wait --timeout=60s")).Ok();
    }

    private static string NearItsEnd(X509Certificate2 authority, string node)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName("system:nodes");
        subject.AddCommonName($"system:node:{node}");
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.2")], critical: false));
        var now = TimeProvider.System.GetUtcNow();
        using var signs = authority.GetECDsaPrivateKey()!;
        using var made = request.Create(authority.SubjectName, X509SignatureGenerator.CreateForECDsa(signs), now.AddHours(-30), now.AddHours(1), [1, 2, 3]);
        return made.ExportCertificatePem() + "\n" + key.ExportECPrivateKeyPem() + "\n";
    }

    private async Task AddTokenAsync(string id) => (await Run(
    [
        "create", "secret", "generic", $"bootstrap-token-{id}", "--namespace", "kube-system", "--type", "bootstrap.kubernetes.io/token", "--from-literal", $"token-id={id}",
        "--from-literal", "token-secret=0123456789abcdef", "--from-literal", "usage-bootstrap-authentication=true", "--from-literal", "usage-bootstrap-signing=true",
    ])).Ok();

    private Task WaitForSignatureAsync(string token) => Waiting.UntilAsync(
        async () => (await Run(["get", "configmap", "cluster-info", "--namespace", "kube-public", "-o", $"jsonpath={{.data.jws-kubeconfig-{token}}}"])).Output.Length > 0, "cluster-info is not signed");

    private async Task ApproveServingAsync(string node)
    {
        string? name = null;
        await Waiting.UntilAsync(
            async () =>
            {
                var found = (await Run("get csr --no-headers --field-selector spec.signerName=kubernetes.io/kubelet-serving")).Lines;
                name = found.FirstOrDefault(line => line.Contains($"system:node:{node} ", StringComparison.Ordinal))?.Split(' ')[0];
                return name is not null;
            },
            "the endpoint's certificate was not asked for");
        (await Run($"certificate approve {name}")).Ok();
    }

    private async Task<string> LogsAsync(string pod)
    {
        KubectlResult said = null!;
        await Waiting.UntilAsync(async () => (said = await Run($"logs {pod}")).ExitCode == 0, "the log cannot be read");
        return said.Output;
    }

    private async Task<string> ValueAsync(string obj, string path) => (await Run(["get", obj, "-o", $"jsonpath={{{path}}}"])).Ok();

    private Task<KubectlResult> Run(string command) => Run(command.Split(' '));

    private Task<KubectlResult> Run(IReadOnlyList<string> arguments) => control.Kubectl.RunAsync(arguments);
}
