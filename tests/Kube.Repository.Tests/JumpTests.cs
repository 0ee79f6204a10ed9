using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kube.Repository.Tests;

/// <summary>
/// In an async method, a jump (return, break, continue, goto) within a catch block out of what has a finally (lock, using, foreach, try) loses that finally when the trimmer has been over
/// the program (ILLink 10.0): locks stay held for ever, and the thread pool fills up with those who wait for them. Untrimmed the same source is right, so that no test of behaviour
/// sees it: the source must not have it.
/// </summary>
public sealed class JumpTests
{
    [Fact]
    public void Source_CatchOfAsyncMethod_IsNotLeftFromWithinAFinally() => Findings.AssertNone(
        from source in SourceTrees.All
        from finding in Find(source.Unit)
        select $"{source.Path}:{SourceTrees.StartLine(finding)}: a jump out of a finally in a catch block of an async method; what jumps belongs into a method of its own");

    [Theory]
    [InlineData("async Task<bool> F() { try { await G(); } catch (E) { lock (_gate) { if (_a) return true; _a = true; } } return false; }", 1)]
    [InlineData("async Task F() { try { await G(); } catch (E) { using var d = D(); if (_a) return; } }", 1)]
    [InlineData("async Task F() { while (true) { try { await G(); } catch (E) { try { break; } finally { H(); } } } }", 1)]
    [InlineData("async Task F() { try { await G(); } catch (E) { foreach (var x in _all) { if (x) continue; break; } } }", 0)]
    [InlineData("async Task F() { try { await G(); } catch (E) { foreach (var x in _all) if (x) return; } }", 1)]
    [InlineData("async Task F() { try { await G(); } catch (E) { lock (_gate) _a = true; return; } }", 0)]
    [InlineData("async Task F() { try { lock (_gate) return; } catch (E) { return; } }", 0)]
    [InlineData("bool F() { try { G(); } catch (E) { lock (_gate) return true; } return false; }", 0)]
    public void Find_Samples_AreToldApart(string method, int count) =>
        Assert.Equal(count, Find(CSharpSyntaxTree.ParseText($"class C {{ {method} }}", cancellationToken: TestContext.Current.CancellationToken).GetCompilationUnitRoot()).Count());

    private static IEnumerable<StatementSyntax> Find(CompilationUnitSyntax unit) =>
        from statement in unit.DescendantNodes().OfType<StatementSyntax>()
        where statement is (ReturnStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax) && LosesFinally(statement)
        select statement;

    private static bool LosesFinally(StatementSyntax jump)
    {
        var leavesFinally = false;
        var isWithinLoop = jump is not (BreakStatementSyntax or ContinueStatementSyntax);
        for (SyntaxNode node = jump; node.Parent is { } parent && !IsFunction(node); node = parent)
        {
            // A jump that ends here leaves nothing further out.
            if (!isWithinLoop && (parent is DoStatementSyntax or WhileStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax || (parent is SwitchStatementSyntax && jump is BreakStatementSyntax)))
                return false;
            leavesFinally |= HasFinally(parent, node);
            if (parent is CatchClauseSyntax) return leavesFinally && IsAsync(parent);
        }

        return false;
    }

    private static bool HasFinally(SyntaxNode parent, SyntaxNode inner) => parent switch
    {
        LockStatementSyntax or UsingStatementSyntax or CommonForEachStatementSyntax => true,
        TryStatementSyntax { Finally: not null } tried => inner != tried.Finally,
        BlockSyntax block => block.Statements.Any(statement => statement.SpanStart < inner.SpanStart && statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }),
        _ => false,
    };

    private static bool IsAsync(SyntaxNode node) => node.AncestorsAndSelf().FirstOrDefault(IsFunction) switch
    {
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.RawKind != 0,
        _ => false,
    };

    private static bool IsFunction(SyntaxNode node) => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax;
}
