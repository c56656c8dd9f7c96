// The mutants of one TypeScript source, for scripts/mutate.mjs: each is an expression `(__mutant(id) ? mutated : original)`.
import ts from 'typescript'

const kinds = ts.SyntaxKind

const operators = new Map([
  [kinds.AmpersandAmpersandToken, ['||']],
  [kinds.BarBarToken, ['&&']],
  [kinds.QuestionQuestionToken, ['&&']],
  [kinds.EqualsEqualsEqualsToken, ['!==']],
  [kinds.ExclamationEqualsEqualsToken, ['===']],
  [kinds.LessThanToken, ['<=', '>=']],
  [kinds.LessThanEqualsToken, ['<', '>']],
  [kinds.GreaterThanToken, ['>=', '<=']],
  [kinds.GreaterThanEqualsToken, ['>', '<']],
  [kinds.PlusToken, ['-']],
  [kinds.MinusToken, ['+']],
  [kinds.AsteriskToken, ['/']],
  [kinds.SlashToken, ['*']],
  [kinds.PercentToken, ['*']],
  [kinds.AmpersandToken, ['|']],
  [kinds.BarToken, ['&']],
  [kinds.LessThanLessThanToken, ['>>']],
  [kinds.GreaterThanGreaterThanToken, ['<<']],
])

/** A verdict turned into the one that would let a forger through, or keep an honest traveller out. */
const verdicts = new Map([
  ['failed', "'passed'"],
  ['inconclusive', "'passed'"],
  ['notApplicable', "'passed'"],
  ['passed', "'failed'"],
])

const isText = node => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)

/** `a + b + 'c'`: strings have no other operator. */
const joinsText = node =>
  isText(node) || (ts.isBinaryExpression(node) && (joinsText(node.left) || joinsText(node.right)))

const isCondition = (node, parent) =>
  (ts.isIfStatement(parent) && parent.expression === node) ||
  (ts.isConditionalExpression(parent) && parent.condition === node)

/** The mutants of one node as `[kind, mutated text]`. */
function mutantsOf(node, parent, source) {
  const text = each => each.getText(source)
  const made = []
  if (isCondition(node, parent)) made.push(['condition', 'true'], ['condition', 'false'])
  if (
    (ts.isWhileStatement(parent) || ts.isForStatement(parent)) &&
    (parent.expression ?? parent.condition) === node
  ) {
    made.push(['loop', 'false'])
  }
  if (ts.isBinaryExpression(node)) {
    const known = operators.get(node.operatorToken.kind) ?? []
    const arithmetic = node.operatorToken.kind === kinds.PlusToken
    if (!(arithmetic && joinsText(node))) {
      for (const operator of known)
        made.push(['operator', `(${text(node.left)}) ${operator} (${text(node.right)})`])
    }
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === kinds.ExclamationToken) {
    made.push(['negation', text(node.operand)])
  }
  if (node.kind === kinds.TrueKeyword) made.push(['boolean', 'false'])
  if (node.kind === kinds.FalseKeyword) made.push(['boolean', 'true'])
  if (ts.isNumericLiteral(node)) made.push(['number', `${text(node)} + 1`])
  if (ts.isBigIntLiteral(node)) made.push(['number', `${text(node)} + 1n`])
  if (ts.isStringLiteral(node) && verdicts.has(node.text)) {
    const compared = ts.isBinaryExpression(parent) || ts.isCaseClause(parent)
    if (!compared) made.push(['verdict', verdicts.get(node.text)])
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression
    const mark = node.expression.questionDotToken ? '?.' : '.'
    const words = node.arguments.map(text).join(', ')
    if (name.text === 'some') made.push(['method', `${text(expression)}${mark}every(${words})`])
    if (name.text === 'every') made.push(['method', `${text(expression)}${mark}some(${words})`])
    if (name.text === 'filter') made.push(['method', text(expression)])
  }
  if (ts.isExpressionStatement(parent) && (ts.isCallExpression(node) || ts.isAwaitExpression(node))) {
    made.push(['call', 'undefined'])
  }
  if (ts.isSpreadAssignment(parent) && ts.isParenthesizedExpression(node)) made.push(['spread', 'undefined'])
  return made
}

/** Nodes in whose place no expression may stand. */
const isFixed = (node, parent) =>
  ts.isTypeNode(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node) ||
  ((ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) && parent.name === node)

/**
 * The source with its mutants in it, and what they are. Numbers start at `first`.
 */
export function mutate(sourceText, first) {
  const source = ts.createSourceFile('source.ts', sourceText, ts.ScriptTarget.ES2022, true)
  const mutants = []

  /** The text of a node, with the mutants of it and of all below. */
  function rewrite(node, parent) {
    if (parent !== undefined && isFixed(node, parent)) return node.getText(source)
    const own = parent === undefined ? [] : mutantsOf(node, parent, source)
    const place = source.getLineAndCharacterOfPosition(node.getStart(source))
    const ids = own.map(([kind, mutated]) => {
      const original = node.getText(source)
      mutants.push({ line: place.line + 1, column: place.character + 1, kind, original, mutated })
      return first + mutants.length - 1
    })
    let text = ''
    let end = node.getStart(source)
    node.forEachChild(child => {
      const start = child.getStart(source)
      // Comments of documentation count as children of what they document.
      if (start < end) return
      text += sourceText.slice(end, start) + rewrite(child, node)
      end = child.getEnd()
    })
    text += sourceText.slice(end, node.getEnd())
    const made = own.reduceRight(
      (inner, [, mutated], index) => `(__mutant(${ids[index]}) ? (${mutated}) : ${inner})`,
      wrap(own, text),
    )
    // A statement that begins with a parenthesis would continue the line above.
    return ts.isExpressionStatement(node) && made.startsWith('(') ? `void ${made}` : made
  }

  const wrap = (own, text) => (own.length > 0 ? `(${text})` : text)
  const text = sourceText.slice(0, source.getStart(source)) + rewrite(source, undefined)
  return { text, mutants }
}
