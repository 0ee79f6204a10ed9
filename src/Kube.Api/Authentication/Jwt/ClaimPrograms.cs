using Kube.Api.Cel;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Tree;

namespace Kube.Api.Authentication.Jwt;

/// <summary>The expressions of one issuer's settings, compiled: over <c>claims</c>, and over the <c>user</c> that was made of them.</summary>
internal static class ClaimPrograms
{
    // Upstream's limit for one expression (PerCallLimit, apiserver/pkg/apis/cel, 1.36).
    private const ulong Limit = 1_000_000;

    private static readonly CelEnvironment s_claims = CelEnvironment.Kubernetes.WithVariable("claims", CelType.Map(CelType.String, CelType.Dyn));

    private static readonly CelRecordType s_user = new(
        "kubernetes.UserInfo",
        ("username", CelType.String), ("uid", CelType.String), ("groups", CelType.List(CelType.String)), ("extra", CelType.Map(CelType.String, CelType.List(CelType.String))));

    private static readonly CelEnvironment s_users = CelEnvironment.Kubernetes.WithVariable("user", s_user);

    /// <exception cref="CelCompileException">It is no expression over claims.</exception>
    public static CelProgram OverClaims(string text) => s_claims.Compile(text);

    /// <exception cref="CelCompileException">It is no expression over users.</exception>
    public static CelProgram OverUser(string text) => s_users.Compile(text);

    public static CelValue Claims(TreeObject claims) => CelTree.Read(claims, CelType.Map(CelType.String, CelType.Dyn));

    public static CelValue User(UserInfo user) => CelTree.Read(
        TreeObject.Of(
            new TreeMember("username", TreeString.Of(user.Name)),
            new TreeMember("uid", TreeString.Of(user.Uid ?? "")),
            new TreeMember("groups", Texts(user.Groups)),
            new TreeMember("extra", TreeObject.Of([.. user.Extra.Select(static pair => new TreeMember(pair.Key, Texts(pair.Value)))]))),
        s_user);

    /// <exception cref="JwtException">It fails, or costs too much.</exception>
    public static TreeNode? Run(CelProgram program, CelValue over, CancellationToken cancellationToken)
    {
        try
        {
            var value = program.Run([over], Limit, cancellationToken).Value;
            return value is CelError error ? throw new JwtException($"oidc: {error.Message}") : CelTree.Write(value);
        }
        catch (CelCostExceededException fault)
        {
            throw new JwtException("oidc: an expression costs too much", fault);
        }
    }

    private static TreeArray Texts(IEnumerable<string> texts) => TreeArray.Of([.. texts.Select(TreeString.Of)]);
}
