using Kube.Api.Authentication.Jwt;
using Kube.Api.Cel;
using Kube.Api.Cel.Types;
using Kube.Api.Validation;

namespace Kube.Api.Authentication.Configuration;

/// <summary>What is wrong with an AuthenticationConfiguration (upstream's <c>apis/apiserver/validation</c>, 1.36).</summary>
internal static class AuthenticationRules
{
    private const int MostIssuers = 64;

    public static void Check(AuthenticationFile file, FieldErrors errors)
    {
        var root = FieldPath.Root("jwt");
        if (file.Jwt.Count > MostIssuers) errors.TooMany(root, file.Jwt.Count, MostIssuers);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < file.Jwt.Count; i++)
        {
            Check(file.Jwt[i], root.Index(i), errors);
            if (!seen.Add(file.Jwt[i].Issuer.Url)) errors.Duplicate(root.Index(i).Child("issuer").Child("url"), file.Jwt[i].Issuer.Url);
        }

        if (file.Anonymous is { Enabled: false, Conditions.Count: > 0 } anonymous)
            errors.Invalid(FieldPath.Root("anonymous").Child("conditions"), anonymous.Conditions.Count, "enabled should be set to true when conditions are defined");
    }

    /// <summary>What is wrong with one issuer.</summary>
    public static void Check(JwtSettings settings, FieldPath path, FieldErrors errors)
    {
        CheckIssuer(settings.Issuer, path.Child("issuer"), errors);
        for (var i = 0; i < settings.ClaimValidationRules.Count; i++)
        {
            var rule = settings.ClaimValidationRules[i];
            var at = path.Child("claimValidationRules").Index(i);
            if (string.IsNullOrEmpty(rule.Claim) == string.IsNullOrEmpty(rule.Expression)) errors.Required(at, "claim or expression is required");
            else if (rule.Expression is { Length: > 0 } text) Compile(text, at.Child("expression"), true, errors, CelTypeKind.Bool);
        }

        var mappings = path.Child("claimMappings");
        CheckClaim(settings.ClaimMappings.Username, mappings.Child("username"), required: true, errors);
        CheckClaim(settings.ClaimMappings.Groups, mappings.Child("groups"), required: false, errors);
        if (settings.ClaimMappings.Uid is { Claim.Length: > 0, Expression.Length: > 0 }) errors.Invalid(mappings.Child("uid"), "", "claim and expression can't both be set");
        if (settings.ClaimMappings.Uid.Expression is { Length: > 0 } uid) Compile(uid, mappings.Child("uid").Child("expression"), true, errors, CelTypeKind.String);
        CheckExtra(settings.ClaimMappings.Extra, mappings.Child("extra"), errors);
        for (var i = 0; i < settings.UserValidationRules.Count; i++)
            Compile(settings.UserValidationRules[i].Expression, path.Child("userValidationRules").Index(i).Child("expression"), false, errors, CelTypeKind.Bool);
    }

    private static void CheckIssuer(JwtIssuerSettings issuer, FieldPath path, FieldErrors errors)
    {
        CheckUrl(issuer.Url, path.Child("url"), required: true, errors);
        CheckUrl(issuer.DiscoveryURL ?? "", path.Child("discoveryURL"), required: false, errors);
        if (issuer.DiscoveryURL is { Length: > 0 } elsewhere && elsewhere.TrimEnd('/') == issuer.Url.TrimEnd('/')) errors.Invalid(path.Child("discoveryURL"), elsewhere, "discoveryURL must be different from URL");
        if (issuer.Audiences.Count == 0) errors.Required(path.Child("audiences"), $"at least one {path.Child("audiences")} is required");
        for (var i = 0; i < issuer.Audiences.Count; i++)
            if (issuer.Audiences[i].Length == 0) errors.Required(path.Child("audiences").Index(i), "audience can't be empty");
        if (issuer.AudienceMatchPolicy is { Length: > 0 } policy && policy != "MatchAny") errors.Invalid(path.Child("audienceMatchPolicy"), policy, "audienceMatchPolicy must be empty or MatchAny");
        if (issuer.Audiences.Count > 1 && issuer.AudienceMatchPolicy != "MatchAny") errors.Invalid(path.Child("audienceMatchPolicy"), issuer.AudienceMatchPolicy ?? "", "audienceMatchPolicy must be MatchAny for multiple audiences");
        if (issuer.CertificateAuthority is not { Length: > 0 } pem) return;
        try
        {
            Certificates.TrustedAuthorities.Policy(pem);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            errors.InvalidUnshown(path.Child("certificateAuthority"), "data does not contain any valid RSA or ECDSA certificates");
        }
    }

    private static void CheckUrl(string text, FieldPath path, bool required, FieldErrors errors)
    {
        if (text.Length == 0)
        {
            if (required) errors.Required(path, "URL is required");
        }
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var url)) errors.Invalid(path, text, "it is no URL");
        else if (url.Scheme != Uri.UriSchemeHttps) errors.Invalid(path, text, "URL scheme must be https");
        else if (url.UserInfo.Length > 0) errors.Invalid(path, text, "URL must not contain a username or password");
        else if (url.Query.Length > 0) errors.Invalid(path, text, "URL must not contain a query");
        else if (url.Fragment.Length > 0) errors.Invalid(path, text, "URL must not contain a fragment");
    }

    private static void CheckClaim(PrefixedClaim claim, FieldPath path, bool required, FieldErrors errors)
    {
        var (named, made) = (!string.IsNullOrEmpty(claim.Claim), !string.IsNullOrEmpty(claim.Expression));
        if (named && made) errors.Invalid(path, "", "claim and expression can't both be set");
        else if (!named && !made && required) errors.Required(path, "claim or expression is required");
        else if (made && claim.Prefix is not null) errors.Invalid(path.Child("prefix"), claim.Prefix, "prefix can't be set when expression is set");
        else if (named && claim.Prefix is null) errors.Required(path.Child("prefix"), "prefix is required when claim is set. It can be set to an empty string to disable prefixing");
        if (made) Compile(claim.Expression!, path.Child("expression"), true, errors, required ? [CelTypeKind.String] : [CelTypeKind.String, CelTypeKind.List]);
    }

    private static void CheckExtra(IReadOnlyList<ExtraMapping> extra, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < extra.Count; i++)
        {
            var (key, at) = (extra[i].Key, path.Index(i));
            if (key.Length == 0) errors.Required(at.Child("key"));
            else if (!key.Contains('/', StringComparison.Ordinal)) errors.Invalid(at.Child("key"), key, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            else if (key.Split('/')[0] is "k8s.io" or "kubernetes.io" || key.Split('/')[0].EndsWith(".k8s.io", StringComparison.Ordinal) || key.Split('/')[0].EndsWith(".kubernetes.io", StringComparison.Ordinal))
                errors.Invalid(at.Child("key"), key, "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use");
            else if (key.Any(char.IsUpper)) errors.Invalid(at.Child("key"), key, "key must be lowercase");
            else if (!seen.Add(key)) errors.Duplicate(at.Child("key"), key);
            if (extra[i].ValueExpression.Length == 0) errors.Required(at.Child("valueExpression"), "valueExpression is required");
            else Compile(extra[i].ValueExpression, at.Child("valueExpression"), true, errors, CelTypeKind.String, CelTypeKind.List);
        }
    }

    private static void Compile(string text, FieldPath path, bool overClaims, FieldErrors errors, params ReadOnlySpan<CelTypeKind> kinds)
    {
        try
        {
            var program = overClaims ? ClaimPrograms.OverClaims(text) : ClaimPrograms.OverUser(text);
            if (!program.Type.IsDyn && !kinds.Contains(program.Type.Kind)) errors.Invalid(path, text, $"must evaluate to {string.Join(" or ", kinds.ToArray()).ToLowerInvariant()}");
        }
        catch (CelCompileException fault)
        {
            errors.Invalid(path, text, $"compilation failed: {fault.Message}");
        }
    }
}
