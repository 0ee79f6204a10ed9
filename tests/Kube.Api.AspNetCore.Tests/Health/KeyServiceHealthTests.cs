using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Health;

/// <summary>A server whose key management service is not there.</summary>
public sealed class KeyServiceHealthTests(KeyServiceHealthTests.Fixture server) : IClassFixture<KeyServiceHealthTests.Fixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_ThatDoesNotAnswer_FailsAtEveryEndpoint()
    {
        using var http = server.Client();
        foreach (var endpoint in (string[])["readyz", "livez", "healthz"])
        {
            using var answer = await http.GetAsync(new Uri($"/{endpoint}", UriKind.Relative), Cancel);
            Assert.Equal(500, (int)answer.StatusCode);
            Assert.Contains("[-]kms-provider-0 failed: reason withheld\n", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    public sealed class Fixture : DoorFixture
    {
        protected override void Register(IKubeApiBuilder api)
        {
            var file = Path.Combine(Folder, "encryption.yaml");
            File.WriteAllText(file, $$"""
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [configmaps]
                  providers: [{identity: { } }, {kms: {apiVersion: v2, name: gone, endpoint: 'unix://{{Folder}}/nobody.sock', timeout: 1s} }]
                """);
            api.AddEncryption(encryption => encryption.ConfigFile = file);
        }
    }
}
