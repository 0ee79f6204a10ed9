using System.CommandLine;

namespace Kube.Samples.Cluster;

/// <summary>The flags of <see cref="ServerSettings"/>, kube-apiserver's names.</summary>
internal static class ServerFlags
{
    private static readonly ServerSettings s_defaults = new();

    private static readonly Option<TimeSpan> s_requestTimeout =
        Flags.Time("--request-timeout", "How long a request may take that is no watch: 60s, 2m.", (int)s_defaults.RequestTimeout.TotalSeconds);

    private static readonly Option<int> s_maxRequests = Number("--max-requests-inflight", "Requests that read and are under way at once.", s_defaults.MaxRequestsInflight);

    private static readonly Option<int> s_maxWrites =
        Number("--max-mutating-requests-inflight", "Requests that write and are under way at once. The sum of both limits is shared out by priority level.", s_defaults.MaxMutatingRequestsInflight);

    private static readonly Option<bool> s_fairness = new("--enable-priority-and-fairness")
    {
        Description = "Whether flow schemas and priority levels decide who is served when many ask at once.",
        DefaultValueFactory = _ => true,
        HelpName = "true|false",
    };

    private static readonly Option<TimeSpan> s_eventTtl = Flags.Time("--event-ttl", "How long events are kept: 1h, 30m.", (int)s_defaults.EventLifetime.TotalSeconds);

    private static readonly Option<string?> s_auditPolicy = File("--audit-policy-file", "Policy of the audit log (audit.k8s.io/v1). Default: nothing is recorded.");

    private static readonly Option<string?> s_auditLog = File("--audit-log-path", "File of the audit log; - is the standard output.");

    private static readonly Option<int> s_auditAge = Number("--audit-log-maxage", "Days for which old files of the audit log are kept; 0 keeps them.", 0);

    private static readonly Option<int> s_auditBackup = Number("--audit-log-maxbackup", "Old files of the audit log that are kept; 0 keeps all.", 0);

    private static readonly Option<int> s_auditSize = Number("--audit-log-maxsize", "Megabytes of a file of the audit log; 0 is 100.", 0);

    private static readonly Option<string?> s_auditWebhook = File("--audit-webhook-config-file", "Kubeconfig of a server that the audit log is sent to.");

    private static readonly Option<string?> s_encryption =
        File("--encryption-provider-config", "Which resources the store holds encrypted (EncryptionConfiguration). Default: none.");

    private static readonly Option<bool> s_encryptionReload = new("--encryption-provider-config-automatic-reload")
    {
        Description = "Whether changes of the encryption configuration are taken over while the server runs.",
        HelpName = "true|false",
    };

    public static IReadOnlyList<Option> All { get; } =
        [s_requestTimeout, s_maxRequests, s_maxWrites, s_fairness, s_eventTtl, s_auditPolicy, s_auditLog, s_auditAge, s_auditBackup, s_auditSize, s_auditWebhook, s_encryption, s_encryptionReload];

    public static ServerSettings Read(ParseResult flags) => new()
    {
        RequestTimeout = flags.GetValue(s_requestTimeout),
        MaxRequestsInflight = flags.GetValue(s_maxRequests),
        MaxMutatingRequestsInflight = flags.GetValue(s_maxWrites),
        PriorityAndFairness = flags.GetValue(s_fairness),
        EventLifetime = flags.GetValue(s_eventTtl),
        AuditPolicyFile = flags.GetValue(s_auditPolicy),
        AuditLogPath = flags.GetValue(s_auditLog),
        AuditLogMaxAge = flags.GetValue(s_auditAge),
        AuditLogMaxBackup = flags.GetValue(s_auditBackup),
        AuditLogMaxSize = flags.GetValue(s_auditSize),
        AuditWebhookConfigFile = flags.GetValue(s_auditWebhook),
        EncryptionConfigFile = flags.GetValue(s_encryption),
        ReloadsEncryption = flags.GetValue(s_encryptionReload),
    };

    private static Option<int> Number(string name, string description, int value) => new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "N" };

    private static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };
}
