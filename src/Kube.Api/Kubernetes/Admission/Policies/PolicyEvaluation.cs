using Kube.Api.Authorization;
using Kube.Api.Cel;
using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Tree;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Runs the expressions of one policy on one request: what they see, what they may cost together, and whom they may ask. Used by one request.</summary>
internal sealed class PolicyEvaluation(PolicyInputs inputs, IAuthorizer authorizer)
{
    /// <summary>What one expression may cost, as upstream.</summary>
    public const ulong CallLimit = 1_000_000;

    /// <summary>What the expressions of one policy may cost together, as upstream.</summary>
    public const ulong Budget = 10_000_000;

    private readonly Dictionary<CelAuthorizationQuestion, CelAuthorizationAnswer> _answers = [];
    private ValueTask<AuthorizationDecision> _pending;
    private ulong _cost;

    /// <summary>Runs an expression of a policy.</summary>
    public async ValueTask<CelValue> RunAsync(CompiledPolicy policy, CelProgram program, TreeNode? parameters, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return Run(policy, program, parameters, cancellationToken);
            }
            catch (AnswerPendingException pending)
            {
                // Expressions do not wait. The answer is waited for here, and the expression, which does nothing but compute, runs again.
                _answers[pending.Question] = Answer(await _pending);
            }
        }
    }

    private CelValue Run(CompiledPolicy policy, CelProgram program, TreeNode? parameters, CancellationToken cancellationToken)
    {
        PolicyVariables? variables = null;
        variables = new PolicyVariables(policy.VariablesType, policy.Variables, variable => Compute(variable));
        return Compute(program);

        CelValue Compute(CelProgram computed)
        {
            var names = computed.Environment.Variables;
            var values = new CelValue[names.Count];
            for (var i = 0; i < values.Length; i++) values[i] = Value(names[i].Key, parameters, variables);
            return Charge(computed, values, cancellationToken);
        }
    }

    private CelValue Charge(CelProgram program, CelValue[] values, CancellationToken cancellationToken)
    {
        if (_cost > Budget) return new CelError("validation failed due to running out of cost budget, no further validation rules will be run");
        try
        {
            var outcome = program.Run(values, CallLimit, cancellationToken);
            _cost += outcome.Cost;
            return outcome.Value;
        }
        catch (CelCostExceededException exceeded)
        {
            _cost += CallLimit;
            return new CelError(exceeded.Message);
        }
    }

    private CelValue Value(string name, TreeNode? parameters, PolicyVariables? variables) => name switch
    {
        PolicyEnvironment.Object => CelTree.Read(inputs.Object, CelType.Dyn),
        PolicyEnvironment.OldObject => CelTree.Read(inputs.OldObject, CelType.Dyn),
        PolicyEnvironment.Request => CelTree.Read(inputs.Request, PolicyEnvironment.RequestType),
        PolicyEnvironment.Namespace => CelTree.Read(inputs.Namespace, PolicyEnvironment.NamespaceType),
        PolicyEnvironment.Params => CelTree.Read(parameters, CelType.Dyn),
        PolicyEnvironment.Variables => variables!,
        PolicyEnvironment.Authorizer => AuthorizerFunctions.Value(new CelAuthorizationQuestion(Ask)),
        PolicyEnvironment.RequestResource => AuthorizerFunctions.ResourceValue(inputs.OwnQuestion(Ask)),
        _ => CelNull.Instance,
    };

    private CelAuthorizationAnswer Ask(CelAuthorizationQuestion question)
    {
        if (_answers.TryGetValue(question, out var known)) return known;
        var answer = authorizer.AuthorizeAsync(inputs.Attributes(question), CancellationToken.None);
        if (answer.IsCompletedSuccessfully) return _answers[question] = Answer(answer.Result);
        _pending = answer;
        throw new AnswerPendingException(question);
    }

    private static CelAuthorizationAnswer Answer(AuthorizationDecision decision) => new(decision.IsAllowed, decision.Reason, "");

    private sealed class AnswerPendingException(CelAuthorizationQuestion question) : Exception
    {
        public CelAuthorizationQuestion Question { get; } = question;
    }
}
