using Kube.Api.Client.Http;

namespace Kube.Api.Tests.Client;

public sealed class KubeconfigMergeTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kube-merge").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void LoadMerged_OfSeveralFiles_TakesTheFirstOfEachName()
    {
        var first = Write("a/one", """
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u, namespace: shop}}]
            clusters: [{name: c, cluster: {server: "https://one:1", proxy-url: "http://proxy:3128"}}]
            """);
        var second = Write("b/two", """
            current-context: there
            contexts: [{name: here, context: {cluster: x, user: x}}, {name: there, context: {cluster: d, user: u}}]
            clusters: [{name: c, cluster: {server: "https://wrong:1"}}, {name: d, cluster: {server: "https://two:2"}}]
            users: [{name: u, user: {tokenFile: secret, as: other}}]
            """);
        var merged = Kubeconfig.LoadMerged([first, Path.Combine(_directory, "missing"), second]);
        Assert.Equal(("https://one:1/", "shop", "http://proxy:3128/", "other"), (merged.Server.ToString(), merged.Namespace, $"{merged.ProxyUrl}", merged.Impersonate));
        // Paths are those of the file that they stand in.
        Assert.Equal(Path.Combine(_directory, "b", "secret"), merged.TokenFile);
        Assert.Equal("https://two:2/", Kubeconfig.LoadMerged([first, second], "there").Server.ToString());
        Assert.Throws<KubeconfigException>(() => Kubeconfig.LoadMerged([Path.Combine(_directory, "missing")]));
    }

    [Fact]
    public void Load_OfAnExecUser_ReadsThePlugin()
    {
        var file = Write("c/exec", """
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u}}]
            clusters:
            - name: c
              cluster:
                server: https://one:1
                extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]
            users:
            - name: u
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1
                  command: ./login
                  args: [--now]
                  env: [{name: A, value: b}]
                  installHint: get it
                  provideClusterInfo: true
                  interactiveMode: Never
            """);
        var plugin = Kubeconfig.Load(file).Exec!;
        Assert.Equal((Path.Combine(_directory, "c", "./login"), "get it", true, "Never"), (plugin.Command, plugin.InstallHint, plugin.ProvideClusterInfo, plugin.InteractiveMode));
        Assert.Equal(["--now"], plugin.Arguments);
        Assert.Equal("{\"audience\":\"x\"}", plugin.ClusterConfig);
        File.WriteAllText(file, File.ReadAllText(file).Replace("interactiveMode: Never", "", StringComparison.Ordinal));
        Assert.Contains("interactiveMode must be specified", Assert.Throws<KubeconfigException>(() => Kubeconfig.Load(file)).Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
