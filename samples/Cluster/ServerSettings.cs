using Kube.Api.AspNetCore.Hosting;
using Kube.Api.Hosting;

namespace Kube.Samples.Cluster;

/// <summary>What the flags say of the API server's limits, its audit log and the encryption of its store.</summary>
public sealed record ServerSettings
{
    /// <summary>How long a request may take that is no watch.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many requests that read may be under way.</summary>
    public int MaxRequestsInflight { get; init; } = 400;

    /// <summary>How many requests that write may be under way.</summary>
    public int MaxMutatingRequestsInflight { get; init; } = 200;

    /// <summary>Whether flow schemas and priority levels decide who is served when many ask at once.</summary>
    public bool PriorityAndFairness { get; init; } = true;

    /// <summary>How long events are kept.</summary>
    public TimeSpan EventLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The policy of the audit log; null: none is kept.</summary>
    public string? AuditPolicyFile { get; init; }

    /// <summary>The file of the audit log; null for none.</summary>
    public string? AuditLogPath { get; init; }

    /// <summary>For how many days old files of the audit log are kept; 0: for good.</summary>
    public int AuditLogMaxAge { get; init; }

    /// <summary>How many old files of the audit log are kept; 0: all.</summary>
    public int AuditLogMaxBackup { get; init; }

    /// <summary>The size of a file of the audit log, in megabytes; 0: 100.</summary>
    public int AuditLogMaxSize { get; init; }

    /// <summary>The kubeconfig of a server that takes the audit log; null for none.</summary>
    public string? AuditWebhookConfigFile { get; init; }

    /// <summary>Which resources the store holds encrypted; null: none.</summary>
    public string? EncryptionConfigFile { get; init; }

    /// <summary>Whether changes of <see cref="EncryptionConfigFile"/> are taken over while the server runs.</summary>
    public bool ReloadsEncryption { get; init; }

    /// <summary>Registers what the settings are about.</summary>
    public void Apply(IKubeApiBuilder api)
    {
        var services = api.Services;
        if (EncryptionConfigFile is { } file) api.AddEncryption(encryption =>
        {
            encryption.ConfigFile = file;
            encryption.Reloads = ReloadsEncryption;
        });
        services.Configure<KubeApiOptions>(api => api.EventLifetime = EventLifetime);
        services.Configure<KubeApiServerOptions>(server =>
        {
            server.RequestTimeoutSeconds = (int)RequestTimeout.TotalSeconds;
            server.MaxRequestsInflight = MaxRequestsInflight;
            server.MaxMutatingRequestsInflight = MaxMutatingRequestsInflight;
            server.PriorityAndFairness = PriorityAndFairness;
        });
        if (AuditPolicyFile is null) return;
        services.AddAudit(audit =>
        {
            audit.PolicyFile = AuditPolicyFile;
            audit.LogPath = AuditLogPath ?? "";
            audit.LogMaxAgeDays = AuditLogMaxAge;
            audit.LogMaxBackups = AuditLogMaxBackup;
            audit.LogMaxSizeMegabytes = AuditLogMaxSize;
            audit.WebhookConfigFile = AuditWebhookConfigFile ?? "";
        });
    }
}
