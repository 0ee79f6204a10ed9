using Kube.Api.Client.Http;

namespace Kube.Api.Tests.Client;

public sealed class KubeconfigTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Write_ThenLoad_GivesTheSame()
    {
        var path = Path.Combine(_directory, "admin.kubeconfig");
        KubeconfigFile.Write(
            path,
            new Kubeconfig { Server = new Uri("https://127.0.0.1:6443"), CertificateAuthorityPem = "CA", ClientCertificatePem = "CERT", ClientKeyPem = "KEY", Token = "to\"k" },
            "kubernetes",
            "kubernetes-admin");

        var config = Kubeconfig.Load(path);

        Assert.Equal("https://127.0.0.1:6443/", config.Server.AbsoluteUri);
        Assert.Equal(("CA", "CERT", "KEY", "to\"k", "default"), (config.CertificateAuthorityPem, config.ClientCertificatePem, config.ClientKeyPem, config.Token, config.Namespace));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData("a: [", "kubeconfig: not YAML")]
    [InlineData("x", "kubeconfig: not a kubeconfig")]
    [InlineData("kind: Config", "kubeconfig: no context is chosen")]
    [InlineData("{current-context: a, contexts: []}", "kubeconfig: context \"a\" is not in the kubeconfig")]
    [InlineData("{current-context: a, contexts: [{name: a, context: {cluster: c}}], clusters: [{name: c, cluster: {server: nope}}]}", "kubeconfig: cluster \"c\" has no usable server")]
    public void Parse_Unusable_SaysWhy(string text, string start) =>
        Assert.StartsWith(start, Assert.Throws<KubeconfigException>(() => Kubeconfig.Parse(text, ".")).Message, StringComparison.Ordinal);
}
