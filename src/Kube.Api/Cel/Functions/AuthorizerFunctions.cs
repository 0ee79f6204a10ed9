using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Validation;
using static Kube.Api.Cel.Functions.StandardFunctions;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' library of authorization checks: <c>authorizer.group('').resource('pods').check('get').allowed()</c>.</summary>
internal static class AuthorizerFunctions
{
    /// <summary>The type of the variable <c>authorizer</c>.</summary>
    public static readonly CelType Authorizer = Opaque("kubernetes.authorization.Authorizer");

    /// <summary>The type of the variable <c>authorizer.requestResource</c>.</summary>
    public static readonly CelType ResourceCheck = Opaque("kubernetes.authorization.ResourceCheck");

    // One check asks the authorizers of the server, which is worth this much.
    private const ulong CheckCost = 350_000;

    // A selector is read into a list of requirements, each of which is an object and a list, and as short as two letters.
    private static readonly CelCost s_selector = new(sizes => SelectorCost(sizes[1]), (args, _) => SelectorCost(CelSize.Exactly((ulong)args[1].Size)).Max);

    private static readonly CelType s_path = Opaque("kubernetes.authorization.PathCheck");
    private static readonly CelType s_group = Opaque("kubernetes.authorization.GroupCheck");
    private static readonly CelType s_decision = Opaque("kubernetes.authorization.Decision");

    public static void AddTo(CelFunctions functions)
    {
        foreach (var type in new[] { Authorizer, s_path, s_group, ResourceCheck, s_decision }) functions.AddType(type.Name, type);
        functions.AddMember("path", [Authorizer, CelType.String], s_path, args => string.IsNullOrWhiteSpace(Text(args[1]))
            ? new CelError("path must not be empty")
            : Make(s_path, Question(args[0]) with { Path = Text(args[1]) }));
        functions.AddMember("group", [Authorizer, CelType.String], s_group, args => Make(s_group, Question(args[0]) with { Group = Text(args[1]) }));
        functions.AddMember("serviceAccount", [Authorizer, CelType.String, CelType.String], Authorizer, ServiceAccount);
        functions.AddMember("resource", [s_group, CelType.String], ResourceCheck, args => string.IsNullOrWhiteSpace(Text(args[1]))
            ? new CelError("resource must not be empty")
            : Make(ResourceCheck, Question(args[0]) with { Resource = Text(args[1]) }));
        Refine(functions, "subresource", (question, value) => question with { Subresource = value });
        Refine(functions, "namespace", (question, value) => question with { Namespace = value });
        Refine(functions, "name", (question, value) => question with { Name = value });
        Refine(functions, "fieldSelector", (question, value) => question with { FieldSelector = value }, s_selector);
        Refine(functions, "labelSelector", (question, value) => question with { LabelSelector = value }, s_selector);
        foreach (var type in new[] { ResourceCheck, s_path })
        {
            functions.AddMember("check", [type, CelType.String], s_decision, Check, CelCost.Fixed(CheckCost));
        }
        functions.AddMember("allowed", [s_decision], CelType.Bool, args => CelBool.Of(Decision(args[0]).IsAllowed));
        functions.AddMember("reason", [s_decision], CelType.String, args => CelString.Of(Decision(args[0]).Reason));
        functions.AddMember("error", [s_decision], CelType.String, args => CelString.Of(Decision(args[0]).Error));
        functions.AddMember("errored", [s_decision], CelType.Bool, args => CelBool.Of(Decision(args[0]).Error.Length > 0));
    }

    private static CelSize SelectorCost(CelSize length) => CelSize.Exactly(10) + length.Times(CelCost.StringTraversal) + length.Times(0.5).Times(50);

    /// <summary>The value of the variable <c>authorizer</c>.</summary>
    public static CelValue Value(CelAuthorizationQuestion question) => Make(Authorizer, question);

    /// <summary>The value of <c>authorizer.requestResource</c>.</summary>
    public static CelValue ResourceValue(CelAuthorizationQuestion question) => Make(ResourceCheck, question);

    private static CelValue ServiceAccount(CelValue[] args)
    {
        var (space, name) = (Text(args[1]), Text(args[2]));
        if (FormatRules.DnsSubdomain(name).Count > 0) return new CelError("Invalid service account name");
        if (FormatRules.DnsLabel(space).Count > 0) return new CelError("Invalid service account namespace");
        return Make(Authorizer, Question(args[0]) with { User = $"system:serviceaccount:{space}:{name}" });
    }

    private static void Refine(CelFunctions functions, string name, Func<CelAuthorizationQuestion, string, CelAuthorizationQuestion> refine, CelCost? cost = null) =>
        functions.AddMember(name, [ResourceCheck, CelType.String], ResourceCheck, args => Make(ResourceCheck, refine(Question(args[0]), Text(args[1]))), cost);

    private static CelOpaque<CelAuthorizationQuestion> Make(CelType type, CelAuthorizationQuestion question) => new(type, question);

    private static CelAuthorizationQuestion Question(CelValue value) => ((CelOpaque<CelAuthorizationQuestion>)value).Value;

    private static CelAuthorizationAnswer Decision(CelValue value) => ((CelOpaque<CelAuthorizationAnswer>)value).Value;

    private static CelOpaque<CelAuthorizationAnswer> Check(CelValue[] args)
    {
        var question = Question(args[0]) with { Verb = Text(args[1]) };
        return new CelOpaque<CelAuthorizationAnswer>(s_decision, question.Ask(question));
    }
}
