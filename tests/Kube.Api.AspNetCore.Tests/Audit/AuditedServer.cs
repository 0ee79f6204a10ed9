using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Kube.Api.AspNetCore.Tests.Door;
using Kube.Api.Audit;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.AspNetCore.Tests.Audit;

/// <summary>A server that keeps an audit log in memory: bodies of config maps, metadata of the rest, nothing of health.</summary>
public sealed class AuditedServer : DoorFixture
{
    public Records Log { get; } = new();

    protected override void Register(IKubeApiBuilder api)
    {
        var policy = Path.Combine(Folder, "audit.yaml");
        File.WriteAllText(policy, """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            rules:
            - level: None
              nonResourceURLs: ["/healthz*", "/livez*", "/readyz*"]
            - level: RequestResponse
              omitManagedFields: true
              resources:
              - group: ""
                resources: [configmaps]
            - level: Metadata
            """);
        api.Services.AddAudit(audit => audit.PolicyFile = policy);
        api.Services.AddSingleton<IAuditBackend>(Log);
        api.AddKubernetesAdmission();
    }

    /// <summary>Records by their ids, as they come.</summary>
    public sealed class Records : IAuditBackend
    {
        private readonly ConcurrentDictionary<string, Channel<JsonElement>> _known = new();

        public string Name => "memory";

        public long Lost => 0;

        public void Take(ReadOnlySpan<byte> record)
        {
            var json = JsonDocument.Parse(Encoding.UTF8.GetString(record)).RootElement;
            Of(json.GetProperty("auditID").GetString()!).Writer.TryWrite(json);
        }

        public bool Knows(string id) => _known.ContainsKey(id);

        /// <summary>Waits for the next record of a request.</summary>
        public async Task<JsonElement> NextAsync(string id, CancellationToken cancellationToken) => await Of(id).Reader.ReadAsync(cancellationToken);

        private Channel<JsonElement> Of(string id) => _known.GetOrAdd(id, static _ => Channel.CreateUnbounded<JsonElement>());
    }
}
