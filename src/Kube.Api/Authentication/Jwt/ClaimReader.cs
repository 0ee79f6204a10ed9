using System.Collections.Immutable;
using Kube.Api.Cel;
using Kube.Api.Cel.Values;
using Kube.Api.Tree;

namespace Kube.Api.Authentication.Jwt;

/// <summary>Makes a user of claims that were verified, and refuses those that the rules refuse. Immutable.</summary>
internal sealed class ClaimReader
{
    private readonly JwtSettings _settings;
    private readonly CelProgram? _username;
    private readonly CelProgram? _groups;
    private readonly CelProgram? _uid;
    private readonly IReadOnlyList<(ClaimValidationRule Rule, CelProgram? Program)> _claimRules;
    private readonly IReadOnlyList<(UserValidationRule Rule, CelProgram Program)> _userRules;
    private readonly IReadOnlyList<(string Key, CelProgram Program)> _extra;

    /// <exception cref="CelCompileException">An expression is none.</exception>
    public ClaimReader(JwtSettings settings)
    {
        _settings = settings;
        var mappings = settings.ClaimMappings;
        _username = Compile(mappings.Username.Expression);
        _groups = Compile(mappings.Groups.Expression);
        _uid = Compile(mappings.Uid.Expression);
        _extra = [.. mappings.Extra.Select(static extra => (extra.Key, ClaimPrograms.OverClaims(extra.ValueExpression)))];
        _claimRules = [.. settings.ClaimValidationRules.Select(static rule => (rule, Compile(rule.Expression)))];
        _userRules = [.. settings.UserValidationRules.Select(static rule => (rule, ClaimPrograms.OverUser(rule.Expression)))];
    }

    /// <exception cref="JwtException">The claims make no user, or one who is refused.</exception>
    public UserInfo Read(TreeObject claims, CancellationToken cancellationToken)
    {
        var values = ClaimPrograms.Claims(claims);
        var name = UserName(claims, values, cancellationToken);
        foreach (var (rule, program) in _claimRules) Check(rule, program, claims, values, cancellationToken);
        var user = new UserInfo(name, Uid(claims, values, cancellationToken), Groups(claims, values, cancellationToken), Extra(values, cancellationToken));
        var seen = ClaimPrograms.User(user);
        foreach (var (rule, program) in _userRules)
        {
            if (ClaimPrograms.Run(program, seen, cancellationToken) is not TreeBool { Value: true })
                throw new JwtException($"oidc: error evaluating user info validation rule: validation expression '{rule.Expression}' failed: {rule.Message}");
        }

        return user;
    }

    private static CelProgram? Compile(string? expression) => string.IsNullOrEmpty(expression) ? null : ClaimPrograms.OverClaims(expression);

    private static void Check(ClaimValidationRule rule, CelProgram? program, TreeObject claims, CelValue values, CancellationToken cancellationToken)
    {
        if (program is not null)
        {
            if (ClaimPrograms.Run(program, values, cancellationToken) is TreeBool { Value: true }) return;
            throw new JwtException($"oidc: error evaluating claim validation expression: validation expression '{rule.Expression}' failed: {rule.Message}");
        }

        if (claims[rule.Claim!] is not { } claim) throw new JwtException($"oidc: required claim {rule.Claim} not present in ID token");
        if (claim is not TreeString text) throw new JwtException($"oidc: parse claim {rule.Claim}: it is no text");
        if (text.Value != (rule.RequiredValue ?? ""))
            throw new JwtException($"oidc: required claim {rule.Claim} value does not match. Got = {text.Value}, want = {rule.RequiredValue}");
    }

    private string UserName(TreeObject claims, CelValue values, CancellationToken cancellationToken)
    {
        var mapping = _settings.ClaimMappings.Username;
        if (_username is not null)
        {
            return ClaimPrograms.Run(_username, values, cancellationToken) is TreeString { Value: { Length: > 0 } made } ? made
                : throw new JwtException("oidc: error evaluating username claim expression: username claim value evaluated to empty string");
        }

        if (claims[mapping.Claim!] is not { } claim) throw new JwtException($"oidc: parse username claims \"{mapping.Claim}\": claim not present");
        if (claim is not TreeString text) throw new JwtException($"oidc: parse username claims \"{mapping.Claim}\": it is no text");
        if (mapping.Claim == "email" && claims["email_verified"u8] is { } verified)
        {
            if (verified is not TreeBool flag) throw new JwtException("oidc: parse 'email_verified' claim: it is neither true nor false");
            if (!flag.Value) throw new JwtException("oidc: email not verified");
        }

        return mapping.Prefix + text.Value;
    }

    private IEnumerable<string> Groups(TreeObject claims, CelValue values, CancellationToken cancellationToken)
    {
        if (_groups is not null) return Texts(ClaimPrograms.Run(_groups, values, cancellationToken), "groups");
        var mapping = _settings.ClaimMappings.Groups;
        if (string.IsNullOrEmpty(mapping.Claim) || claims[mapping.Claim] is not { } claim) return [];
        return Texts(claim, mapping.Claim).Select(group => mapping.Prefix + group);
    }

    private string? Uid(TreeObject claims, CelValue values, CancellationToken cancellationToken)
    {
        if (_uid is not null) return (ClaimPrograms.Run(_uid, values, cancellationToken) as TreeString)?.Value ?? throw new JwtException("oidc: error evaluating uid claim expression: it is no text");
        if (_settings.ClaimMappings.Uid.Claim is not { Length: > 0 } claim) return null;
        return (claims[claim] as TreeString)?.Value ?? throw new JwtException($"oidc: parse uid claim \"{claim}\": claim not present");
    }

    private List<KeyValuePair<string, ImmutableArray<string>>> Extra(CelValue values, CancellationToken cancellationToken)
    {
        var extra = new List<KeyValuePair<string, ImmutableArray<string>>>();
        foreach (var (key, program) in _extra)
        {
            ImmutableArray<string> texts = [.. Texts(ClaimPrograms.Run(program, values, cancellationToken), key)];
            if (!texts.IsEmpty) extra.Add(new(key, texts));
        }

        return extra;
    }

    // One text stands for a list of it; nothing, or an empty text, for none.
    private static IEnumerable<string> Texts(TreeNode? node, string what) => node switch
    {
        null or TreeNull => [],
        TreeString { Value: "" } => [],
        TreeString one => [one.Value],
        TreeArray many => [.. many.Items.ToArray().Select(item => (item as TreeString)?.Value ?? throw new JwtException($"oidc: parse {what} claim: it is no list of texts")).Where(static text => text.Length > 0)],
        _ => throw new JwtException($"oidc: parse {what} claim: it is no list of texts"),
    };
}
