// Every command, in the order help lists them.
import type { Command } from '../command'
import { baselineCommand } from './baseline'
import { classifyCommand } from './classify'
import { datasetsDeleteCommand } from './datasets-delete'
import { datasetsImportCommand } from './datasets-import'
import { datasetsListCommand } from './datasets-list'
import { doctorCommand } from './doctor'
import { estimateCommand } from './estimate'
import { importCommand } from './import'
import { exportCommand } from './export'
import { layersListCommand } from './layers-list'
import { queueCancelCommand } from './queue-cancel'
import { queueLimitCommand } from './queue-limit'
import { queueListCommand } from './queue-list'
import { queueMoveCommand } from './queue-move'
import { runsCleanCommand } from './runs-clean'
import { runsDeleteCommand } from './runs-delete'
import { runsExportCommand } from './runs-export'
import { runsForkCommand } from './runs-fork'
import { runsListCommand } from './runs-list'
import { runsResumeCommand } from './runs-resume'
import { runsShowCommand } from './runs-show'
import { sweepCommand } from './sweep'
import { templatesListCommand } from './templates-list'
import { trainCommand } from './train'

export const commands: readonly Command[] = [
  trainCommand,
  classifyCommand,
  sweepCommand,
  estimateCommand,
  exportCommand,
  runsListCommand,
  runsShowCommand,
  runsResumeCommand,
  runsForkCommand,
  baselineCommand,
  runsExportCommand,
  runsCleanCommand,
  runsDeleteCommand,
  queueListCommand,
  queueMoveCommand,
  queueCancelCommand,
  queueLimitCommand,
  importCommand,
  templatesListCommand,
  datasetsListCommand,
  datasetsImportCommand,
  datasetsDeleteCommand,
  layersListCommand,
  doctorCommand,
]
