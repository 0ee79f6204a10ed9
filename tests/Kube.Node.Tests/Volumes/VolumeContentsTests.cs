using System.Text;
using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Tests.Agent;
using Kube.Node.Tokens;
using Kube.Node.Volumes;

namespace Kube.Node.Tests.Volumes;

public sealed class VolumeContentsTests
{
    private readonly VolumeContents _contents = new(new Objects(), new Tokens(), null!, new(new() { NodeName = "n" }));

    [Fact]
    public async Task Projected_AllSources_AreOneSetOfFiles()
    {
        var files = await FilesAsync("""
            projected:
              defaultMode: 256
              sources:
              - configMap: {name: settings, items: [{key: a, path: dir/a, mode: 288}]}
              - secret: {name: keys}
              - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
              - serviceAccountToken: {path: token, audience: me}
              - configMap: {name: missing, optional: true}
            """);

        Assert.Equal(["dir/a", "labels", "secret", "token"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("one", 288), (Text(files["dir/a"]), files["dir/a"].Mode));
        Assert.Equal(("hidden", 256), (Text(files["secret"]), files["secret"].Mode));
        Assert.Equal("app=\"web\"", Text(files["labels"]));
        Assert.Equal("token of web for me", Text(files["token"]));
    }

    [Theory]
    [InlineData("projected: {sources: [{configMap: {name: missing}}]}", "configmap \"missing\" not found")]
    [InlineData("secret: {secretName: missing}", "secret \"missing\" not found")]
    [InlineData("configMap: {name: settings, items: [{key: b, path: b}]}", "configmap references non-existent config key: b")]
    [InlineData("secret: {secretName: keys, items: [{key: b, path: b}]}", "references non-existent secret key: b")]
    public async Task Source_Missing_IsSaid(string volume, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<VolumeException>(() => FilesAsync(volume))).Message);

    [Theory]
    [InlineData("{}", "{runAsUser: 1000}", 0x180, 1000L)]
    [InlineData("{fsGroup: 2000}", "{}", 0x180, null)]
    [InlineData("{}", "{}", 0x1a4, null)]
    public async Task Token_OneUserOrAGroup_IsReadByNobodyElse(string pod, string container, int mode, long? owner)
    {
        var file = (await FilesAsync("projected: {sources: [{serviceAccountToken: {path: token}}]}", pod, container))["token"];

        Assert.Equal((mode, owner), (file.Mode, file.Owner));
    }

    private static string Text(VolumeFile file) => Encoding.UTF8.GetString(file.Data.Span);

    private async Task<IReadOnlyDictionary<string, VolumeFile>> FilesAsync(string volume, string podSecurity = "{}", string containerSecurity = "{}")
    {
        var pod = HollowNode.Pod(
            "metadata: {name: web, uid: u, labels: {app: web}}\nspec:\n  securityContext: " + podSecurity + "\n  containers: [{name: main, image: x, securityContext: " + containerSecurity
            + "}]\n  volumes:\n  - name: v\n    " + volume.ReplaceLineEndings("\n    ") + "\n");
        var content = await _contents.OfAsync(pod, pod.Spec.Volumes![0], TestContext.Current.CancellationToken);
        return Assert.IsType<VolumeContent.Payload>(content).Files;
    }

    private sealed class Objects : IReferencedObjects
    {
        public ValueTask<V1ConfigMap?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken) =>
            new(name == "settings" ? new V1ConfigMap { Data = new() { ["a"] = "one" } } : null);

        public ValueTask<V1Secret?> SecretAsync(string ns, string name, CancellationToken cancellationToken) =>
            new(name == "keys" ? new V1Secret { Data = new() { ["secret"] = Encoding.UTF8.GetBytes("hidden") } } : null);
    }

    private sealed class Tokens : IServiceAccountTokens
    {
        public ValueTask<ServiceAccountToken> GetAsync(V1Pod pod, V1ServiceAccountTokenProjection source, CancellationToken cancellationToken) =>
            new(new ServiceAccountToken($"token of {pod.Metadata.Name} for {source.Audience}", DateTimeOffset.MaxValue));

        public void Forget(string podUid)
        {
        }
    }
}
