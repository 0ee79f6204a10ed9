using Kube.Api.Authentication.Configuration;
using Kube.Api.Cel;
using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Validation;

namespace Kube.Api.Authorization.Webhook;

/// <summary>A file of the form AuthorizationConfiguration (apiserver.config.k8s.io/v1; v1beta1 and v1alpha1 read alike): who is asked what users may do, and in which order. Immutable.</summary>
public sealed class AuthorizationConfiguration
{
    private static readonly string[] s_types = ["AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook"];

    private AuthorizationConfiguration(IReadOnlyList<(string Type, WebhookAuthorizerOptions? Webhook)> authorizers) => Authorizers = authorizers;

    internal IReadOnlyList<(string Type, WebhookAuthorizerOptions? Webhook)> Authorizers { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationFileException">It is not as it should be; the message names everything that is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AuthorizationConfiguration Load(string path) => Parse(File.ReadAllText(path));

    /// <summary>Reads the text of such a file, YAML or JSON.</summary>
    /// <exception cref="ConfigurationFileException">It is not as it should be.</exception>
    public static AuthorizationConfiguration Parse(string text)
    {
        var file = ConfigurationFiles.Read(text, "AuthorizationConfiguration", ConfigurationJson.Default.AuthorizationFile);
        var errors = new FieldErrors();
        var root = FieldPath.Root("authorizers");
        var read = new List<(string, WebhookAuthorizerOptions?)>();
        if (file.Authorizers.Count == 0) errors.Required(root, "at least one authorization mode must be defined");
        var (types, names) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < file.Authorizers.Count; i++)
        {
            var (one, path) = (file.Authorizers[i], root.Index(i));
            if (one.Type.Length == 0) errors.Required(path.Child("type"));
            else if (!s_types.Contains(one.Type)) errors.NotSupported(path.Child("type"), one.Type, s_types);
            else if (one.Type != "Webhook" && !types.Add(one.Type)) errors.Duplicate(path.Child("type"), one.Type);
            if (one.Name.Length == 0) errors.Required(path.Child("name"));
            else if (!names.Add(one.Name)) errors.Duplicate(path.Child("name"), one.Name);
            if (one.Type != "Webhook" && one.Webhook is not null) errors.Invalid(path.Child("webhook"), "non-null", "may only be specified when type=Webhook");
            if (one.Type == "Webhook" && one.Webhook is null) errors.Required(path.Child("webhook"), "required when type=Webhook");
            read.Add((one.Type, one is { Type: "Webhook", Webhook: { } hook } ? Read(hook, path.Child("webhook"), errors) : null));
        }

        return errors.Count == 0 ? new(read) : throw new ConfigurationFileException($"invalid AuthorizationConfiguration: {string.Join("; ", errors)}");
    }

    private static WebhookAuthorizerOptions Read(AuthorizationWebhookSettings hook, FieldPath path, FieldErrors errors)
    {
        var options = new WebhookAuthorizerOptions();
        if (hook.Timeout is null) errors.Required(path.Child("timeout"));
        else options.Timeout = Duration(hook.Timeout, path.Child("timeout"), errors);
        if (options.Timeout > TimeSpan.FromSeconds(30)) errors.Invalid(path.Child("timeout"), hook.Timeout, "must be <= 30s");
        options.AuthorizedTtl = hook.CacheAuthorizedRequests == false ? TimeSpan.Zero
            : hook.AuthorizedTTL is { } yes ? Duration(yes, path.Child("authorizedTTL"), errors) : options.AuthorizedTtl;
        options.UnauthorizedTtl = hook.CacheUnauthorizedRequests == false ? TimeSpan.Zero
            : hook.UnauthorizedTTL is { } no ? Duration(no, path.Child("unauthorizedTTL"), errors) : options.UnauthorizedTtl;
        Version(hook.SubjectAccessReviewVersion, path.Child("subjectAccessReviewVersion"), true, errors);
        Version(hook.MatchConditionSubjectAccessReviewVersion, path.Child("matchConditionSubjectAccessReviewVersion"), hook.MatchConditions.Count > 0, errors);
        if (string.IsNullOrEmpty(hook.FailurePolicy)) errors.Required(path.Child("failurePolicy"));
        else if (hook.FailurePolicy is not ("NoOpinion" or "Deny")) errors.NotSupported(path.Child("failurePolicy"), hook.FailurePolicy, "NoOpinion", "Deny");
        options.DeniesOnFailure = hook.FailurePolicy == "Deny";
        var connection = path.Child("connectionInfo");
        if (hook.ConnectionInfo?.Type is not { Length: > 0 } type) errors.Required(connection.Child("type"));
        else if (type != "KubeConfigFile") errors.NotSupported(connection.Child("type"), type, "KubeConfigFile");
        else if (string.IsNullOrEmpty(hook.ConnectionInfo.KubeConfigFile)) errors.Required(connection.Child("kubeConfigFile"));
        else if (!Path.IsPathRooted(hook.ConnectionInfo.KubeConfigFile)) errors.Invalid(connection.Child("kubeConfigFile"), hook.ConnectionInfo.KubeConfigFile, "must be an absolute path");
        else options.ConfigFile = hook.ConnectionInfo.KubeConfigFile;
        options.MatchConditions = [.. hook.MatchConditions.Select(static condition => condition.Expression)];
        for (var i = 0; i < hook.MatchConditions.Count; i++) CheckCondition(hook.MatchConditions[i].Expression, path.Child("matchConditions").Index(i).Child("expression"), errors);
        return options;
    }

    private static void Version(string? version, FieldPath path, bool required, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(version))
        {
            if (required) errors.Required(path);
        }
        else if (version != "v1") errors.NotSupported(path, version, "v1");
    }

    private static TimeSpan Duration(string text, FieldPath path, FieldErrors errors)
    {
        if (CelTimes.ParseDuration(CelString.Of(text)) is CelDuration { Nanoseconds: > 0 } duration) return TimeSpan.FromTicks(duration.Nanoseconds / 100);
        errors.Invalid(path, text, "must be > 0s");
        return TimeSpan.FromSeconds(1);
    }

    private static void CheckCondition(string expression, FieldPath path, FieldErrors errors)
    {
        try
        {
            var program = WebhookAuthorizer.Compile(expression);
            if (!program.Type.IsDyn && program.Type.Kind != CelTypeKind.Bool) errors.Invalid(path, expression, "must evaluate to bool");
        }
        catch (CelCompileException fault)
        {
            errors.Invalid(path, expression, $"compilation failed: {fault.Message}");
        }
    }
}
