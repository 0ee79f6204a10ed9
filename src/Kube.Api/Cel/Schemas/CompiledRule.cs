using Kube.Api.Cel.Types;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;

namespace Kube.Api.Cel.Schemas;

/// <summary>A rule of a schema and what became of it.</summary>
internal sealed class CompiledRule
{
    private const string Self = "self";
    private const string OldSelf = "oldSelf";

    private CompiledRule(V1ValidationRule rule) => Rule = rule;

    public V1ValidationRule Rule { get; }

    /// <summary>The rule; null when it does not compile.</summary>
    public CelProgram? Program { get; private set; }

    public CelProgram? Message { get; private set; }

    /// <summary>What is wrong with the rule; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The rule is missing: another kind of problem.</summary>
    public bool IsMissing => string.IsNullOrWhiteSpace(Rule.Rule);

    public string? MessageProblem { get; private set; }

    /// <summary>It compares with what was there before.</summary>
    public bool UsesOldSelf { get; private set; }

    /// <summary>It runs on new objects, too: what was there is an optional.</summary>
    public bool TakesNoOldSelf => Rule.OptionalOldSelf == true;

    /// <summary>Compiles the rules of a place.</summary>
    public static IReadOnlyList<CompiledRule> CompileAll(SchemaNode node, bool isResource)
    {
        if (node.Validations.Count == 0 || SchemaTypes.Of(node, isResource) is not { } type) return [];
        return [.. node.Validations.Select(rule => Compile(rule, type))];
    }

    /// <summary>What a failed rule is called: its message, else its text.</summary>
    public string Shown => string.IsNullOrEmpty(Rule.Message) ? Rule.Rule.Trim() : Rule.Message.Trim();

    /// <summary>What is said when it fails and no expression says more.</summary>
    public string DefaultMessage => string.IsNullOrEmpty(Rule.Message) ? $"failed rule: {Shown}" : Shown;

    private static CompiledRule Compile(V1ValidationRule rule, CelType type)
    {
        var compiled = new CompiledRule(rule);
        if (compiled.IsMissing) return compiled;
        var environment = CelEnvironment.Kubernetes.WithVariable(Self, type).WithVariable(OldSelf, compiled.TakesNoOldSelf ? CelType.Optional(type) : type);
        try
        {
            var program = environment.Compile(rule.Rule);
            if (program.Type.Kind != CelTypeKind.Bool) compiled.Problem = "cel expression must evaluate to a bool";
            else compiled.Program = program;
            compiled.UsesOldSelf = program.Uses(OldSelf);
        }
        catch (CelCompileException failure)
        {
            compiled.Problem = $"compilation failed: {failure.Message}";
        }
        if (string.IsNullOrWhiteSpace(rule.MessageExpression)) return compiled;
        try
        {
            var message = environment.Compile(rule.MessageExpression);
            if (message.Type.Kind != CelTypeKind.String) compiled.MessageProblem = "messageExpression must evaluate to a string";
            else compiled.Message = message;
        }
        catch (CelCompileException failure)
        {
            compiled.MessageProblem = $"messageExpression compilation failed: {failure.Message}";
        }
        return compiled;
    }
}
